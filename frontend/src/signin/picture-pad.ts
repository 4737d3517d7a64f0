import { define } from "../controllers/define";

/** `<picture-pad data-need="4">` collects the taps of its form without a page in between, and sends them when there are enough. */
export class PicturePad extends HTMLElement {
  #taps: string[] = [];

  connectedCallback(): void {
    const form = this.querySelector("form");
    const field = form?.querySelector<HTMLInputElement>('input[name="taps"]');
    if (!form || !field) return;
    this.#taps = field.value ? field.value.split("-") : [];
    form.addEventListener("submit", (event) => {
      const key = (event.submitter as HTMLButtonElement | null)?.value;
      if (!key) return;
      event.preventDefault();
      this.tap(key);
    });
    this.querySelector("[data-again]")?.addEventListener("click", (event) => {
      if (form.querySelector<HTMLInputElement>('input[name="first"]')?.value) return;
      event.preventDefault();
      this.#taps = [];
      this.#show();
    });
  }

  tap(key: string): void {
    const need = Number(this.dataset.need ?? 4);
    if (this.#taps.length >= need) return;
    this.#taps.push(key);
    this.#show();
    if (this.#taps.length === need) this.querySelector("form")?.submit();
  }

  #show(): void {
    const field = this.querySelector<HTMLInputElement>('input[name="taps"]');
    if (field) field.value = this.#taps.join("-");
    for (const [index, dot] of this.querySelectorAll(".pad-dot").entries()) dot.classList.toggle("on", index < this.#taps.length);
    const said = this.querySelector<HTMLElement>("[data-said]");
    if (said) said.textContent = (said.dataset.said ?? "").replace("{n}", String(this.#taps.length));
  }
}

define("picture-pad", PicturePad);
