/** The seating plan: two taps (or a drag, or Enter and arrows) swap two chairs; the form's numbers follow. */
import { define } from "../controllers/define";

export class SeatPlan extends HTMLElement {
  #picked: HTMLElement | null = null;

  connectedCallback(): void {
    this.#build();
    this.addEventListener("click", (event) => this.#tap((event.target as Element).closest<HTMLElement>(".chair")));
    this.addEventListener("keydown", (event) => this.#onKey(event));
    this.addEventListener("dragstart", (event) => (this.#picked = (event.target as Element).closest<HTMLElement>(".chair")));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#tap((event.target as Element).closest<HTMLElement>(".chair"));
    });
    document.getElementById("columns")?.addEventListener("change", (event) => this.#wide(Number((event.target as HTMLSelectElement).value)));
  }

  /** Every chair becomes a button; empty chairs fill the last row and one more. */
  #build(): void {
    const chairs = [...this.querySelectorAll<HTMLElement>(".chair")].sort((a, b) => place(a) - place(b));
    const last = Math.max(0, ...chairs.map(place));
    const columns = Number(this.dataset.columns) || 8;
    const count = Math.ceil(last / columns) * columns + columns;
    const byPlace = new Map(chairs.map((chair) => [place(chair), chair]));
    this.replaceChildren(...Array.from({ length: count }, (_, index) => this.#asButton(byPlace.get(index + 1) ?? emptyChair())));
    this.#wide(columns);
    this.#number();
  }

  #asButton(chair: HTMLElement): HTMLElement {
    chair.tabIndex = 0;
    chair.setAttribute("role", "button");
    chair.draggable = !!chair.dataset.person;
    const input = chair.querySelector("input");
    if (input) input.type = "hidden";
    return chair;
  }

  #wide(columns: number): void {
    this.dataset.columns = String(columns);
  }

  #tap(chair: HTMLElement | null): void {
    if (!chair) return;
    if (!this.#picked) {
      if (!chair.dataset.person) return;
      this.#picked = chair;
      chair.setAttribute("aria-pressed", "true");
      return;
    }
    const picked = this.#picked;
    this.#picked = null;
    picked.removeAttribute("aria-pressed");
    if (picked !== chair) swap(picked, chair);
    this.#number();
    picked.focus();
  }

  #onKey(event: KeyboardEvent): void {
    const chair = (event.target as Element).closest<HTMLElement>(".chair");
    if (!chair) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#tap(chair);
    }
    const columns = Number(this.dataset.columns) || 8;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!step) return;
    event.preventDefault();
    const chairs = [...this.children] as HTMLElement[];
    chairs[chairs.indexOf(chair) + step]?.focus();
  }

  #number(): void {
    [...this.children].forEach((chair, index) => {
      const input = chair.querySelector("input");
      if (input) input.value = String(index + 1);
    });
  }
}

const place = (chair: HTMLElement): number => Number(chair.querySelector("input")?.value) || 0;

function emptyChair(): HTMLElement {
  const chair = Object.assign(document.createElement("div"), { className: "chair empty" });
  chair.setAttribute("aria-label", "·");
  return chair;
}

export function swap(a: HTMLElement, b: HTMLElement): void {
  const mark = document.createComment("");
  a.replaceWith(mark);
  b.replaceWith(a);
  mark.replaceWith(b);
}

define("seat-plan", SeatPlan);
