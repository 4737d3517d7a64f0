import { define } from "../controllers/define";

/** A voice note: a round button and its wave, which fills while it is heard. Without script the browser's own player stands there. */
export class VoiceNote extends HTMLElement {
  connectedCallback(): void {
    const [button, audio] = [this.querySelector("button"), this.querySelector("audio")];
    if (!button || !audio || !button.hidden) return;
    button.hidden = false;
    audio.controls = false;
    button.addEventListener("click", () => (audio.paused ? void audio.play().catch(() => (audio.controls = true)) : audio.pause()));
    audio.addEventListener("play", () => {
      for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
      this.classList.add("playing");
    });
    for (const name of ["pause", "ended"]) audio.addEventListener(name, () => this.classList.remove("playing"));
    audio.addEventListener("timeupdate", () => this.fill(audio.duration ? audio.currentTime / audio.duration : 0));
  }

  /** Fill the wave up to a share of it. */
  fill(share: number): void {
    const bars = [...this.querySelectorAll(".wave rect")];
    bars.forEach((bar, index) => bar.classList.toggle("on", index < share * bars.length));
  }
}

define("voice-note", VoiceNote);
