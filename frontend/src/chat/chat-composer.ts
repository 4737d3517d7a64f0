import { define } from "../controllers/define";
import { typing } from "../live/socket";
import { say } from "../words";
import type { ChatLog } from "./chat-log";
import type { Waiting } from "./outbox";
import { canRecord, Recorder } from "./recorder";
import { Tray } from "./tray";

/** The row one writes in: words, pictures, files, voice notes, answers to a message, quick replies. Without script its form posts words. */
export class ChatComposer extends HTMLElement {
  #reply = "";
  #recorder: Recorder | null = null;
  #tray: Tray | null = null;
  #stop = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#stop;
    this.classList.add("ready");
    this.#tray ??= new Tray(this.#part("tray"), () => this.#turn());
    this.#form.addEventListener("submit", this.#submit, { signal });
    this.#field.addEventListener("input", () => (this.#turn(), this.#log && typing(`chat:${this.#log.dataset.chat}`)), { signal });
    this.#field.addEventListener("keydown", this.#typed, { signal });
    for (const input of this.querySelectorAll<HTMLInputElement>("input[type=file]")) {
      input.addEventListener("change", () => this.#sendFiles(input), { signal });
    }
    this.addEventListener("click", this.#pressed, { signal });
    document.addEventListener("click", this.#chosen, { signal });
    this.#turn();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
    this.#recorder?.cancel();
  }

  get #form(): HTMLFormElement {
    return this.querySelector("form")!;
  }

  get #field(): HTMLTextAreaElement {
    return this.#form.elements.namedItem("body") as HTMLTextAreaElement;
  }

  get #log(): ChatLog | null {
    return document.querySelector<ChatLog>("chat-log");
  }

  #part<T extends HTMLElement>(name: string): T | null {
    return this.querySelector<T>(`[data-part="${name}"]`);
  }

  /** Show the microphone while nothing is written or chosen, the arrow as soon as something is. */
  #turn(): void {
    const hasPictures = !!this.#tray?.size;
    this.#field.required = !hasPictures;
    const speaks = canRecord() && !this.#field.value.trim() && !hasPictures;
    for (const [name, hidden] of [["record", !speaks], ["send", speaks]] as const) {
      const button = this.#part(name);
      if (button) button.hidden = hidden;
    }
  }

  /** Enter sends where there is a keyboard; Shift and Enter, and Enter on a phone, begin a line. What an input method still composes is left alone. */
  #typed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    this.#form.requestSubmit();
  };

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const body = this.#field.value.trim();
    const pictures = this.#tray?.take();
    if (body || pictures?.length) this.#post(body, pictures?.length ? pictures : undefined);
  };

  #post(body: string, files?: Parameters<ChatLog["post"]>[0]["files"]): void {
    const urgent = (this.#form.elements.namedItem("urgent") as HTMLInputElement | null) ?? document.querySelector<HTMLInputElement>("[name=urgent]");
    this.#log?.post({ body, files, urgent: urgent?.checked ?? false, reply: this.#reply || undefined });
    if (urgent) urgent.checked = false;
    this.#field.value = "";
    this.#answer("", "");
    this.#turn();
    const quick = document.querySelector<HTMLElement>("[data-quick]");
    if (quick) quick.hidden = true;
  }

  /** Take back what wasn't taken: words, pictures and files, what it answers, that it is urgent. */
  restore(one: Waiting): void {
    this.#field.value = [one.body, this.#field.value].filter(Boolean).join(" ");
    this.#tray?.restore(one.files ?? []);
    if (one.reply) this.#answer(one.reply, document.querySelector(`[data-uuid="${one.reply}"] .body`)?.textContent?.trim() || say("voiceNote"));
    const urgent = document.querySelector<HTMLInputElement>("[name=urgent]");
    if (urgent && one.urgent) urgent.checked = true;
    this.#turn();
    this.#field.focus();
  }

  #sendFiles(input: HTMLInputElement): void {
    const chosen = [...(input.files ?? [])];
    const files = chosen.slice(0, 10).map((file) => ({ blob: file as Blob, name: file.name }));
    input.value = "";
    this.querySelector("details")?.removeAttribute("open");
    if (this.#tray?.holds(chosen)) this.#tray.add(chosen);
    else if (files.length) this.#post(this.#field.value.trim(), files);
  }

  #answer(uuid: string, words: string): void {
    this.#reply = uuid;
    const bar = this.#part("reply");
    if (!bar) return;
    bar.hidden = !uuid;
    bar.querySelector("span")!.textContent = words;
  }

  /** Buttons of messages and quick replies, which stand outside of the row. */
  #chosen = (event: Event): void => {
    const target = event.target as Element;
    const reply = target.closest<HTMLElement>("[data-reply]");
    if (reply) {
      reply.closest("details")?.removeAttribute("open");
      this.#answer(reply.dataset.reply!, reply.closest(".msg")?.querySelector(".body")?.textContent?.trim() || say("voiceNote"));
      this.#field.focus();
    }
    const quick = target.closest<HTMLElement>("[data-quick] button");
    if (quick) this.#post(quick.textContent!.trim());
  };

  #pressed = (event: Event): void => {
    const part = (event.target as Element).closest<HTMLElement>("[data-part]")?.dataset.part;
    if (part === "unreply") this.#answer("", "");
    if (part === "record") void this.#begin();
    if (part === "drop") this.#end();
    if (part === "done") void this.#finish();
  };

  async #begin(): Promise<void> {
    try {
      this.#recorder = await Recorder.begin((seconds) => {
        const clock = this.#part("clock");
        if (clock) clock.textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
      });
    } catch {
      const note = this.#part("trouble");
      if (note) note.hidden = false;
      return;
    }
    this.#form.hidden = true;
    this.#part("recording")!.hidden = false;
  }

  async #finish(): Promise<void> {
    const found = await this.#recorder?.finish();
    this.#recorder = null;
    this.#end();
    if (!found?.blob.size) return;
    const name = found.blob.type.includes("mp4") ? "tin-thoai.m4a" : found.blob.type.includes("ogg") ? "tin-thoai.ogg" : "tin-thoai.webm";
    this.#post("", [{ blob: found.blob, name, voice: true, seconds: found.seconds, wave: found.wave }]);
  }

  #end(): void {
    this.#recorder?.cancel();
    this.#recorder = null;
    this.#form.hidden = false;
    this.#part("recording")!.hidden = true;
  }
}

define("chat-composer", ChatComposer);
