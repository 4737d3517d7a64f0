import type { KeptFile } from "./outbox";

const MOST = 10;

interface Picked {
  file: File;
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
    const [list, template] = [this.#root?.querySelector("ul"), this.#root?.querySelector("template")];
    for (const file of files.slice(0, MOST - this.size)) {
      const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
      if (!list || !row) return;
      const url = URL.createObjectURL(file);
      row.querySelector("img")!.src = url;
      list.append(row);
      this.#picked.push({ file, row, url });
    }
    this.#show();
  }

  /** Return what is to be sent, with its words, and be empty again. */
  take(): KeptFile[] {
    const found = this.#picked.map(({ file, row }) => {
      const alt = row.querySelector("input")!.value.trim();
      return { blob: file as Blob, name: file.name, ...(alt && { alt }) };
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
