import { fold } from "../editor/fold";
import { define } from "./define";

const LONG = 12;

/** A field above a long list of choices that hides those without the words typed; what is ticked stays. Without scripts the list is whole. */
export class ListFilter extends HTMLElement {
  connectedCallback(): void {
    queueMicrotask(() => this.start()); // when the choices below are there
  }

  start(): void {
    const boxes = [...(this.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
    const field = this.querySelector("input");
    if (!field || boxes.length <= LONG) return;
    this.hidden = false;
    field.addEventListener("input", () => {
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      for (const box of boxes) {
        const choice = box.closest("label")!;
        const name = fold(choice.textContent ?? "");
        choice.hidden = !box.checked && !words.every((word) => name.includes(word));
      }
    });
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
}

define("list-filter", ListFilter);
