import { define } from "../controllers/define";

/**
 * `<cd-paper>` around the parts of a paper: a question is dragged by its number within its part or into another that takes its form, or
 * moved with Alt+↑ and Alt+↓ while something in it has the focus. The order goes to the server with the form of the part it came to,
 * as the arrow buttons and the list of parts do without scripts.
 */
export class PaperOrder extends HTMLElement {
  #lifted: HTMLElement | null = null;
  #before = "";
  #isSent = false;

  connectedCallback(): void {
    this.addEventListener("pointerdown", this.#lift);
    this.addEventListener("keydown", this.#keys);
    this.addEventListener("submit", this.#once);
    addEventListener("pageshow", this.#shown);
    for (const entry of this.querySelectorAll<HTMLElement>("[data-entry]")) {
      const grip = entry.querySelector<HTMLElement>("[data-grip]");
      if (grip) grip.tabIndex = 0;
    }
  }

  disconnectedCallback(): void {
    removeEventListener("pageshow", this.#shown);
  }

  /** A second press before the page has come back would speak of a paper that is no more. */
  #once = (event: Event): void => {
    if (this.#isSent) event.preventDefault();
    this.#isSent = true;
  };

  #shown = (): void => {
    this.#isSent = false;
  };

  #order(list: Element | null): string[] {
    return [...(list?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])].map((entry) => entry.dataset.entry ?? "");
  }

  /** The lists an entry may stand in, from top to bottom: its own, and those of parts of its form. */
  #lists(entry: HTMLElement): HTMLElement[] {
    const own = entry.closest("[data-part]");
    const parts = [...this.querySelectorAll<HTMLElement>("[data-part]")];
    const open = parts.filter((part) => part === own || part.dataset.form === "mixed" || part.dataset.form === entry.dataset.form);
    return open.map((part) => part.querySelector<HTMLElement>(".entries")).filter((list) => list !== null);
  }

  #lift = (event: PointerEvent): void => {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    const entry = grip?.closest<HTMLElement>("[data-entry]");
    if (!grip || !entry || event.button !== 0) return;
    this.#lifted = entry;
    this.#before = this.#where(entry);
    entry.classList.add("lifted");
    for (const list of this.#lists(entry)) list.classList.add("takes");
    event.preventDefault(); // no text is selected on the way
    addEventListener("pointermove", this.#move); // not on the grip: an element that is moved in the page loses its capture
    addEventListener("pointerup", this.#drop);
    addEventListener("pointercancel", this.#drop);
  };

  #where(entry: HTMLElement): string {
    return `${entry.closest<HTMLElement>("[data-part]")?.dataset.part}:${this.#order(entry.parentElement).join()}`;
  }

  #move = (event: PointerEvent): void => {
    const entry = this.#lifted;
    if (!entry) return;
    const lists = this.#lists(entry);
    const under = lists.find((list) => event.clientY <= (list.closest("[data-part]") ?? list).getBoundingClientRect().bottom) ?? lists.at(-1);
    if (!under) return;
    const others = [...under.querySelectorAll<HTMLElement>("[data-entry]")].filter((other) => other !== entry);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (entry.parentElement !== under || entry.nextElementSibling !== (next ?? null)) under.insertBefore(entry, next ?? null);
  };

  #drop = (): void => {
    removeEventListener("pointermove", this.#move);
    removeEventListener("pointerup", this.#drop);
    removeEventListener("pointercancel", this.#drop);
    const entry = this.#lifted;
    this.#lifted = null;
    entry?.classList.remove("lifted");
    for (const list of this.querySelectorAll(".takes")) list.classList.remove("takes");
    if (entry && this.#where(entry) !== this.#before) this.#send(entry);
  };

  #keys = (event: KeyboardEvent): void => {
    const entry = (event.target as Element).closest<HTMLElement>("[data-entry]");
    if (!entry || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    if (this.#isSent) return;
    const isUp = event.key === "ArrowUp";
    const other = isUp ? entry.previousElementSibling : entry.nextElementSibling;
    if (other && isUp) other.before(entry);
    else if (other) other.after(entry);
    else {
      const lists = this.#lists(entry);
      const next = lists[lists.indexOf(entry.parentElement as HTMLElement) + (isUp ? -1 : 1)];
      if (!next) return;
      if (isUp) next.append(entry);
      else next.prepend(entry);
    }
    this.#send(entry);
  };

  #send(entry: HTMLElement): void {
    const part = entry.closest<HTMLElement>("[data-part]");
    const form = part?.querySelector<HTMLFormElement>("form[data-order]");
    if (!part || !form) return;
    const order = this.#order(entry.parentElement);
    const said = this.querySelector("[data-said]");
    const place = String(order.indexOf(entry.dataset.entry ?? "") + 1);
    const words = (this.dataset.say ?? "").replace("%(place)s", place).replace("%(count)s", String(order.length));
    if (said) said.textContent = words.replace("%(part)s", part.dataset.part ?? "");
    for (const old of form.querySelectorAll('[name="thu-tu"]')) old.remove();
    for (const id of order) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "thu-tu", value: id }));
    form.requestSubmit();
  }
}

define("cd-paper", PaperOrder);
