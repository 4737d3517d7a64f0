/** "Nghe đọc": reads the part in view aloud, where the phone has a voice of the page's language. */
export class Listener {
  #speaking = false;

  constructor(
    readonly button: HTMLButtonElement,
    readonly words: Record<string, string>,
    readonly text: () => string,
  ) {}

  start(): void {
    if (!("speechSynthesis" in window)) return;
    const look = (): void => {
      this.button.hidden = !this.#voice();
    };
    look();
    speechSynthesis.addEventListener?.("voiceschanged", look);
    this.button.addEventListener("click", () => (this.#speaking ? this.stop() : this.#speak()));
    window.addEventListener("pagehide", () => this.stop());
  }

  stop(): void {
    speechSynthesis.cancel();
    this.#show(false);
  }

  #voice(): SpeechSynthesisVoice | undefined {
    const language = document.documentElement.lang.slice(0, 2) || "vi";
    return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
  }

  #speak(): void {
    speechSynthesis.cancel();
    const sentences = this.text().match(/[^.!?\n]+[.!?]*/g) ?? [];
    sentences.forEach((sentence, index) => {
      const utterance = new SpeechSynthesisUtterance(sentence.trim());
      utterance.voice = this.#voice() ?? null;
      utterance.lang = utterance.voice?.lang ?? "vi-VN";
      if (index === sentences.length - 1) utterance.onend = () => this.#show(false);
      speechSynthesis.speak(utterance);
    });
    this.#show(sentences.length > 0);
  }

  #show(speaking: boolean): void {
    this.#speaking = speaking;
    this.button.setAttribute("aria-pressed", String(speaking));
    this.button.querySelector("span")!.textContent = (speaking ? this.words.stop_listening : this.words.listen) ?? "";
  }
}
