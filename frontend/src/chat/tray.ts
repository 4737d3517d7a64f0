import { say } from "../words";
import type { KeptFile } from "./outbox";

const MOST = 10;

interface Picked {
  file: KeptFile;
  row: HTMLElement;
  url: string;
}

/** Pictures that were chosen and not sent yet, each with a field for what it shows. `changed` is told when one comes or goes. */
export class Tray {
  #picked: Picked[] = [];
  #root: HTMLElement | null;
  #changed: () => void;

  constructor(root: HTMLElement | null, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
    root?.addEventListener("click", (event) => {
      const row = (event.target as Element).closest("[data-part=unpick]")?.closest("li");
      if (row) this.#drop((one) => one.row === row);
    });
  }

  get size(): number {
    return this.#picked.length;
  }

  /** Whether these may be shown before they are sent: pictures only. */
  holds(files: File[]): boolean {
    return this.#root !== null && files.length > 0 && files.every((file) => file.type.startsWith("image/"));
  }

  add(files: File[]): void {
    this.restore(files.map((file) => ({ blob: file, name: file.name })));
  }

  /** Show files that are known already, such as those of a message that wasn't taken; what is no picture stands there by its name. */
  restore(files: KeptFile[]): void {
    const [list, template] = [this.#root?.querySelector("ul"), this.#root?.querySelector("template")];
    for (const file of files.slice(0, MOST - this.size)) {
      const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
      if (!list || !row) return;
      const [picture, field, url] = [row.querySelector("img")!, row.querySelector("input")!, URL.createObjectURL(file.blob)];
      field.value = file.alt ?? "";
      if (file.blob.type.startsWith("image/")) picture.src = url;
      else {
        picture.replaceWith(Object.assign(document.createElement("span"), { className: "tray-name", textContent: file.voice ? say("voiceNote") : file.name }));
        field.hidden = true;
      }
      list.append(row);
      this.#picked.push({ file, row, url });
    }
    this.#show();
  }

  /** Return what is to be sent, with its words, and be empty again. */
  take(): KeptFile[] {
    const found = this.#picked.map(({ file, row }) => {
      const alt = row.querySelector("input")!.value.trim();
      const { alt: before, uuid, ...same } = file;
      return { ...same, ...(alt && { alt }), ...(uuid && alt === (before ?? "") && { uuid }) };
    });
    this.#drop(() => true);
    return found;
  }

  #drop(gone: (one: Picked) => boolean): void {
    for (const one of this.#picked.filter(gone)) {
      URL.revokeObjectURL(one.url);
      one.row.remove();
    }
    this.#picked = this.#picked.filter((one) => !gone(one));
    this.#show();
  }

  #show(): void {
    if (this.#root) this.#root.hidden = !this.size;
    this.#changed();
  }
}
