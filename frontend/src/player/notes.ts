/** What the player says: aloud only, or in sight until it is put away. */
import { icon } from "../icons";
import { button } from "./standing";
import { say } from "./words";

const ALOUD_MS = 10_000;

export class Notes {
  constructor(private player: HTMLElement) {}

  get #box(): HTMLElement {
    return this.player.querySelector<HTMLElement>("[data-messages]")!;
  }

  announce(text: string): void {
    const line = Object.assign(document.createElement("p"), { className: "sr", textContent: text });
    this.#box.append(line);
    setTimeout(() => line.remove(), ALOUD_MS);
  }

  /** A line in sight, said aloud, until it is put away; of the same `about` only the last one. */
  show(about: string, face: string, text: string): void {
    if (about) this.player.querySelector(`[data-about="${about}"]`)?.remove();
    const note = document.createElement("div");
    note.dataset.about = about;
    note.className = "note note-info proctor-note";
    note.append(icon(face, "s"), Object.assign(document.createElement("span"), { textContent: text }), button(say("gotIt"), () => note.remove()));
    this.#box.append(note);
  }
}
