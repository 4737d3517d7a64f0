import { define } from "../controllers/define";

/** `<pick-all>` around a group of ticks: its heading gets a tick for the whole group. Without scripts the ticks stand alone. */
export class PickAll extends HTMLElement {
  #all: HTMLInputElement | null = null;

  connectedCallback(): void {
    const head = this.querySelector(".pick-head");
    if (!head || this.#all) return;
    const label = document.createElement("label");
    label.className = "check-row";
    this.#all = Object.assign(document.createElement("input"), { type: "checkbox", className: "tick" });
    const words = document.createElement("span");
    words.append(...head.childNodes);
    label.append(this.#all, words);
    head.replaceWith(label);
    this.#all.addEventListener("change", () => this.#tick());
    this.addEventListener("change", () => this.#show());
    this.#show();
  }

  get ticks(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>('input[name][type="checkbox"]')];
  }

  #tick(): void {
    for (const tick of this.ticks) tick.checked = this.#all?.checked ?? false;
  }

  #show(): void {
    const chosen = this.ticks.filter((tick) => tick.checked).length;
    if (!this.#all) return;
    this.#all.checked = chosen > 0 && chosen === this.ticks.length;
    this.#all.indeterminate = chosen > 0 && chosen < this.ticks.length;
  }
}

define("pick-all", PickAll);
