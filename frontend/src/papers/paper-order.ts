import { define } from "../controllers/define";

/**
 * `<cd-paper>` around the parts of a paper: a question is dragged by its number within its part, or moved with Alt+↑ and Alt+↓ while
 * something in it has the focus. The order goes to the server with the part's own form, as the arrow buttons do without scripts.
 */
export class PaperOrder extends HTMLElement {
  #lifted: HTMLElement | null = null;
  #before = "";

  connectedCallback(): void {
    this.addEventListener("pointerdown", this.#lift);
    this.addEventListener("keydown", this.#keys);
    for (const entry of this.querySelectorAll<HTMLElement>("[data-entry]")) {
      const grip = entry.querySelector<HTMLElement>("[data-grip]");
      if (grip) grip.tabIndex = 0;
    }
  }

  #order(list: Element | null): string[] {
    return [...(list?.querySelectorAll<HTMLElement>("[data-entry]") ?? [])].map((entry) => entry.dataset.entry ?? "");
  }

  #lift = (event: PointerEvent): void => {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    const entry = grip?.closest<HTMLElement>("[data-entry]");
    if (!grip || !entry || event.button !== 0) return;
    this.#lifted = entry;
    this.#before = this.#order(entry.parentElement).join();
    entry.classList.add("lifted");
    grip.setPointerCapture?.(event.pointerId);
    grip.addEventListener("pointermove", this.#move);
    grip.addEventListener("pointerup", this.#drop, { once: true });
    grip.addEventListener("pointercancel", this.#drop, { once: true });
  };

  #move = (event: PointerEvent): void => {
    const entry = this.#lifted;
    const list = entry?.parentElement;
    if (!entry || !list) return;
    const others = [...list.querySelectorAll<HTMLElement>("[data-entry]")].filter((other) => other !== entry);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    list.insertBefore(entry, next ?? null);
  };

  #drop = (event: Event): void => {
    const entry = this.#lifted;
    this.#lifted = null;
    entry?.classList.remove("lifted");
    (event.target as Element).removeEventListener("pointermove", this.#move as EventListener);
    const list = entry?.parentElement ?? null;
    if (entry && this.#order(list).join() !== this.#before) this.#send(entry);
  };

  #keys = (event: KeyboardEvent): void => {
    const entry = (event.target as Element).closest<HTMLElement>("[data-entry]");
    if (!entry || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = event.key === "ArrowUp" ? entry.previousElementSibling : entry.nextElementSibling;
    if (!other) return;
    if (event.key === "ArrowUp") other.before(entry);
    else other.after(entry);
    this.#send(entry);
  };

  #send(entry: HTMLElement): void {
    const form = entry.closest("[data-part]")?.querySelector<HTMLFormElement>("form[data-order]");
    if (!form) return;
    const order = this.#order(entry.parentElement);
    const said = this.querySelector("[data-said]");
    const place = String(order.indexOf(entry.dataset.entry ?? "") + 1);
    if (said) said.textContent = (this.dataset.say ?? "").replace("%(place)s", place).replace("%(count)s", String(order.length));
    for (const old of form.querySelectorAll('[name="thu-tu"]')) old.remove();
    for (const id of order) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "thu-tu", value: id }));
    form.requestSubmit();
  }
}

define("cd-paper", PaperOrder);
