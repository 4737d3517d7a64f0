import { icon } from "../icons";
import { say, sizeWords } from "../words";
import { define } from "./define";

const PICTURES = /^image\/(jpeg|png|gif|webp|avif)$/;

/**
 * `<file-drop class="drop" data-max="20971520"><input type="file">`: drop or pick, see name and size, be told at once
 * when a file is too large or of the wrong kind, see the pictures themselves. Where several files are taken, choosing again adds. Follows htmx uploads with a bar; the plain input works without it.
 */
export class FileDrop extends HTMLElement {
  #list: HTMLElement | null = null;
  #chosen: File[] = [];
  #shown = new Map<File, string>();

  connectedCallback(): void {
    const input = this.input;
    if (!input || this.#list) return;
    this.classList.add("ready");
    this.#list = document.createElement("ul");
    this.#list.className = "drop-list";
    this.#list.setAttribute("aria-live", "polite");
    this.append(this.#list);
    input.addEventListener("change", () => (this.#add(), this.refresh()));
    this.closest("form")?.addEventListener("reset", () => void (this.#chosen = []));
    this.addEventListener("dragover", (event) => (event.preventDefault(), this.classList.add("over")));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, () => this.classList.remove("over"));
    this.addEventListener("drop", this.#drop);
    this.closest("form")?.addEventListener("htmx:xhr:progress", this.#progress);
  }

  get input(): HTMLInputElement | null {
    return this.querySelector('input[type="file"]');
  }

  #drop = (event: DragEvent): void => {
    const input = this.input;
    if (!input || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /** A second choice adds to the first: a phone's gallery gives one picture at a time, and to lose the first unasked would hurt. */
  #add(): void {
    const input = this.input!;
    if (!input.multiple) return;
    const given = [...(input.files ?? [])];
    const more = given.filter((file) => !this.#chosen.some((one) => isSame(one, file)));
    const all = [...this.#chosen, ...more];
    if (all.length !== given.length) input.files = listed(all);
    this.#chosen = all;
  }

  #progress = (event: Event): void => {
    const { loaded, total, lengthComputable } = (event as CustomEvent<ProgressEvent>).detail;
    if (!lengthComputable) return;
    for (const bar of this.querySelectorAll("progress")) {
      bar.hidden = false;
      bar.value = (100 * loaded) / total;
    }
  };

  /** Show the chosen files; says what is wrong and keeps the form from being sent with it. */
  refresh(): void {
    const input = this.input;
    if (!input || !this.#list) return;
    const files = [...(input.files ?? [])];
    const problems = files.map((file) => this.problem(file));
    for (const [file, url] of this.#shown) if (!files.includes(file)) (URL.revokeObjectURL(url), this.#shown.delete(file));
    this.#list.replaceChildren(...files.map((file, index) => line(file, problems[index] ?? "", this.#picture(file), () => this.#leaveOut(file))));
    input.setCustomValidity(problems.find(Boolean) ?? "");
  }

  /** Take one file out again: a file that is too large must not keep the rest from being sent. */
  #leaveOut(file: File): void {
    const input = this.input!;
    this.#chosen = [...(input.files ?? [])].filter((one) => !isSame(one, file));
    input.files = listed(this.#chosen);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  }

  /** The address of a small view of a picture; "" for other files. */
  #picture(file: File): string {
    if (!PICTURES.test(file.type)) return "";
    const url = this.#shown.get(file) ?? URL.createObjectURL(file);
    this.#shown.set(file, url);
    return url;
  }

  problem(file: File): string {
    const max = Number(this.dataset.max);
    if (max && file.size > max) return say("tooBig", { size: sizeWords(file.size), max: sizeWords(max) });
    return accepts(this.input?.accept ?? "", file) ? "" : say("wrongKind");
  }
}

function accepts(accept: string, file: File): boolean {
  const rules = accept.split(",").map((rule) => rule.trim().toLowerCase()).filter(Boolean);
  if (!rules.length) return true;
  return rules.some((rule) => {
    if (rule.startsWith(".")) return file.name.toLowerCase().endsWith(rule);
    return rule.endsWith("/*") ? file.type.startsWith(rule.slice(0, -1)) : file.type === rule;
  });
}

function isSame(one: File, other: File): boolean {
  return one === other || (one.name === other.name && one.size === other.size && one.lastModified === other.lastModified);
}

function listed(files: File[]): FileList {
  const holder = new DataTransfer();
  for (const file of files) holder.items.add(file);
  return holder.files;
}

function line(file: File, problem: string, picture: string, leaveOut: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "clip", textContent: file.name });
  const size = Object.assign(document.createElement("span"), { className: "num muted", textContent: sizeWords(file.size) });
  const out = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-bare btn-icon" });
  out.setAttribute("aria-label", say("leaveOut", { name: file.name }));
  out.append(icon("x", "s"));
  out.addEventListener("click", leaveOut);
  if (picture) item.append(Object.assign(document.createElement("img"), { src: picture, alt: "" }));
  item.append(name, size, out);
  if (problem) item.append(Object.assign(document.createElement("span"), { className: "bad", textContent: problem }));
  else {
    const bar = Object.assign(document.createElement("progress"), { className: "bar-line", max: 100, value: 0, hidden: true });
    bar.setAttribute("aria-label", file.name);
    item.append(bar);
  }
  return item;
}

define("file-drop", FileDrop);
