/** Shows a lesson part by part; without scripts the whole lesson stands there. */
import { blocking, fillWords, minutesFrom, percentOf, type PartInfo, type StepInfo } from "./progress";

export interface Place {
  sections: HTMLElement[];
  part: number;
}

/** Sections of the page by part; a section without steps goes with the part after it. */
export function sectionsByPart(body: ParentNode, parts: PartInfo[]): HTMLElement[][] {
  const byPart: HTMLElement[][] = parts.map(() => []);
  let last = 0;
  let pending: HTMLElement[] = [];
  for (const section of body.querySelectorAll<HTMLElement>("[data-part]")) {
    const step = section.querySelector<HTMLElement>("[data-step]")?.dataset.step;
    const found = step === undefined ? -1 : parts.findIndex((part) => part.steps.includes(step));
    if (found < 0) {
      pending.push(section);
      continue;
    }
    last = found;
    byPart[found]!.push(...pending, section);
    pending = [];
  }
  byPart[last]?.push(...pending);
  return byPart;
}

export class Pages {
  index = 0;
  readonly sections: HTMLElement[][];
  readonly #next = document.querySelector<HTMLAnchorElement>(".dock [data-next]");
  readonly #back = document.querySelector<HTMLAnchorElement>(".dock [data-back]");
  readonly #nextText: string;
  readonly #backLabel: string;
  onLeave: (part: PartInfo) => void = () => undefined;
  onShow: (index: number, moved: boolean) => void = () => undefined;

  constructor(
    readonly root: HTMLElement,
    readonly parts: PartInfo[],
    readonly steps: StepInfo[],
    readonly words: Record<string, string>,
    readonly right: Set<string>,
  ) {
    this.sections = sectionsByPart(root, parts);
    this.#nextText = this.#next?.querySelector("span")?.textContent ?? "";
    this.#backLabel = this.#back?.getAttribute("aria-label") ?? "";
  }

  get isPaged(): boolean {
    return this.parts.length > 1 && this.sections.every((sections) => sections.length > 0);
  }

  start(index: number): void {
    this.#next?.addEventListener("click", (event) => this.#forward(event));
    this.#back?.addEventListener("click", (event) => {
      if (!this.isPaged || this.index === 0) return;
      event.preventDefault();
      this.show(this.index - 1);
    });
    window.addEventListener("hashchange", () => this.#toHash());
    if (this.isPaged) this.root.classList.add("paged");
    this.show(this.isPaged ? index : 0, false);
    this.#toHash();
  }

  #toHash(): void {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    const section = target?.closest<HTMLElement>("[data-part]");
    if (!target || !section || !this.isPaged) return;
    const index = this.sections.findIndex((sections) => sections.includes(section));
    if (index >= 0 && index !== this.index) this.show(index, false);
    target.scrollIntoView({ block: "center" });
  }

  #forward(event: Event): void {
    const part = this.parts[this.index];
    const held = part && blocking(part, this.steps, this.right);
    if (held) {
      event.preventDefault();
      const place = document.getElementById(`b-${held}`);
      place?.scrollIntoView({ block: "center", behavior: "smooth" });
      place?.querySelector<HTMLElement>("input:not([type=hidden])")?.focus({ preventScroll: true });
      return;
    }
    if (part) this.onLeave(part);
    if (!this.isPaged || this.index >= this.parts.length - 1) return;
    event.preventDefault();
    this.show(this.index + 1);
  }

  show(index: number, moved = true): void {
    this.index = Math.min(Math.max(index, 0), this.parts.length - 1);
    if (this.isPaged) {
      this.sections.forEach((sections, at) => sections.forEach((section) => (section.hidden = at !== this.index)));
      const end = this.root.querySelector<HTMLElement>("[data-end]");
      if (end) end.classList.toggle("middle", this.index < this.parts.length - 1);
      const heading = this.root.querySelector<HTMLElement>("[data-heading]");
      const part = this.parts[this.index]!;
      if (heading) heading.textContent = (this.index > 0 && part.title) || heading.dataset.title || heading.textContent;
      this.root.classList.toggle("titled", this.index > 0 && !!part.title);
    }
    this.refresh();
    this.onShow(this.index, moved);
    if (!moved) return;
    window.scrollTo({ top: 0 });
    this.root.querySelector<HTMLElement>("[data-heading]")?.focus({ preventScroll: true });
  }

  /** Words of the dock and of the line above the heading. */
  refresh(): void {
    const last = !this.isPaged || this.index >= this.parts.length - 1;
    const held = this.parts[this.index] && blocking(this.parts[this.index]!, this.steps, this.right);
    const title = this.parts[this.index + 1]?.title;
    const label = this.#next?.querySelector("span");
    if (label) label.textContent = held ? (this.words.must_pass ?? "") : last ? this.#nextText : title ? fillWords(this.words.next_part ?? "", { title }) : (this.words.next_plain ?? "");
    this.#next?.classList.toggle("held", !!held);
    this.#back?.setAttribute("aria-label", this.isPaged && this.index > 0 ? (this.words.previous_part ?? "") : this.#backLabel);
    const where = this.root.querySelector<HTMLElement>("[data-where]");
    if (where && this.isPaged) {
      const values = { number: this.index + 1, all: this.parts.length, minutes: minutesFrom(this.parts, this.index) };
      where.textContent = fillWords((last ? this.words.part_last : this.words.part) ?? "", values);
    }
  }

  /** Fill the bar under the title. */
  draw(seen: Set<string>): void {
    const bars = document.querySelectorAll<HTMLProgressElement>(".segs progress");
    let done = 0;
    this.parts.forEach((part, index) => {
      const value = percentOf(part, seen);
      if (value >= 100) done += 1;
      if (bars[index]) bars[index].value = value;
    });
    document.querySelectorAll(".segs li").forEach((item, index) => item.classList.toggle("now", this.isPaged && index === this.index));
    const list = document.querySelector(".segs");
    if (list) list.setAttribute("aria-label", (list.getAttribute("aria-label") ?? "").replace(/\d+(\D+)\d+/, `${done}$1${this.parts.length}`));
  }
}
