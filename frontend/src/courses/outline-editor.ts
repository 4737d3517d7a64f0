import { define } from "../controllers/define";
import { dropIndex, nearest } from "./drop";

/** What the next outline does when it arrives: take the focus back to where the hands were, and say the new place. */
let pending: { focus: string; announce: boolean } | null = null;

/**
 * `<outline-editor>` around the working outline: drag by the grip (mouse, pen, finger), Alt+↑ and Alt+↓ on a title. Each move
 * submits the form that the arrow buttons submit without scripts; the server answers with the new outline.
 */
export class OutlineEditor extends HTMLElement {
  #drag: { item: HTMLElement; home: Node | null; after: Node | null; isSection: boolean } | null = null;

  connectedCallback(): void {
    this.addEventListener("pointerdown", this.#start);
    this.addEventListener("keydown", this.#keys);
    this.addEventListener("click", this.#remember, true);
    this.addEventListener("click", this.#waiting);
    this.#arrive();
  }

  /** Put the focus back and say where the moved thing stands now. */
  #arrive(): void {
    const after = pending;
    pending = null;
    if (!after) return;
    const target = this.querySelector<HTMLElement>(after.focus);
    target?.focus();
    if (!after.announce || !target) return;
    const item = target.closest<HTMLElement>("[data-item], [data-section]");
    const said = this.querySelector("[data-said]");
    if (item && said) said.textContent = this.#place(item);
  }

  #place(item: HTMLElement): string {
    const all = [...this.querySelectorAll<HTMLElement>(item.dataset.item ? "[data-item]" : "[data-section]")];
    const values: Record<string, string> = {
      title: item.querySelector("[data-key]")?.textContent?.trim() ?? "",
      place: String(all.indexOf(item) + 1),
      count: String(all.length),
    };
    return (this.dataset.say ?? "").replace(/%\((\w+)\)s/g, (_, key: string) => values[key] ?? "");
  }

  /** A press on an arrow comes back to the same arrow, so that it can be pressed again. */
  #remember = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-after]");
    if (!button) return;
    const item = button.closest(".arrows") ? button.closest<HTMLElement>("[data-item]") : null;
    const again = item ? `[data-item="${item.dataset.item}"] .arrows [value="${button.value}"]` : `[data-key="${button.dataset.after}"]`;
    pending = { focus: again, announce: true };
  };

  /** A dialog opens at once and shows that it is loading. */
  #waiting = (event: Event): void => {
    const target = (event.target as Element).closest("[data-open][hx-get]")?.getAttribute("hx-target");
    const body = target ? document.querySelector(target) : null;
    if (!body) return;
    body.replaceChildren(...[1, 2, 3].map(() => Object.assign(document.createElement("div"), { className: "skel line" })));
  };

  disconnectedCallback(): void {
    this.#stop();
  }

  #keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.#drag) return this.#cancel();
    const step = event.altKey && !event.ctrlKey && !event.metaKey ? { ArrowUp: "up", ArrowDown: "down" }[event.key] : undefined;
    const title = (event.target as Element).closest<HTMLElement>("[data-key]");
    if (!step || !title) return;
    const button = title.closest("[data-item], [data-section]")?.querySelector<HTMLButtonElement>(`button[name="step"][value="${step}"]`);
    if (!button) return;
    event.preventDefault();
    pending = { focus: `[data-key="${title.dataset.key}"]`, announce: true };
    button.form?.requestSubmit(button);
  };

  #start = (event: PointerEvent): void => {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    if (!grip || event.button !== 0) return;
    const item = grip.closest<HTMLElement>("[data-item], [data-section]");
    if (!item) return;
    event.preventDefault();
    this.#drag = { item, home: item.parentNode, after: item.nextSibling, isSection: !item.dataset.item };
    item.classList.add("dragging");
    this.classList.toggle("dragging-chapter", this.#drag.isSection);
    // On the document: an element that moves in the tree loses its pointer capture.
    document.addEventListener("pointermove", this.#move);
    document.addEventListener("pointerup", this.#end);
    document.addEventListener("pointercancel", this.#cancel);
  };

  #move = (event: PointerEvent): void => {
    if (!this.#drag) return;
    const { item, isSection } = this.#drag;
    const chapters = [...this.querySelectorAll<HTMLElement>("[data-section]")];
    const home = isSection ? this : chapters[nearest(chapters.map(box), event.clientY)]?.querySelector<HTMLElement>("[data-list]");
    if (!home) return;
    const others = (isSection ? chapters : [...home.querySelectorAll<HTMLElement>("[data-item]")]).filter((other) => other !== item);
    const before = others[dropIndex(others.map(box), event.clientY)];
    if (before) before.before(item);
    else if (others.length) others[others.length - 1]?.after(item);
    else if (!isSection) home.append(item);
    item.scrollIntoView({ block: "nearest" });
  };

  #end = (): void => {
    const drag = this.#drag;
    if (!drag) return;
    this.#stop();
    const { item, home, after, isSection } = drag;
    if (item.parentNode === home && item.nextSibling === after) return;
    const siblings = [...this.querySelectorAll<HTMLElement>(isSection ? "[data-section]" : "[data-item]")];
    const section = item.closest<HTMLElement>("[data-section]")?.dataset.section ?? "";
    const inside = isSection ? siblings : siblings.filter((other) => other.closest<HTMLElement>("[data-section]")?.dataset.section === section);
    const form = item.querySelector<HTMLFormElement>("form[data-move]");
    if (!form) return;
    fill(form, "index", String(inside.indexOf(item)));
    if (!isSection) fill(form, "section", section);
    pending = { focus: `[data-key="${item.querySelector<HTMLElement>("[data-key]")?.dataset.key}"]`, announce: true };
    form.requestSubmit();
  };

  #cancel = (): void => {
    const drag = this.#drag;
    if (!drag) return;
    this.#stop();
    drag.home?.insertBefore(drag.item, drag.after);
  };

  #stop(): void {
    const drag = this.#drag;
    this.#drag = null;
    this.classList.remove("dragging-chapter");
    drag?.item.classList.remove("dragging");
    document.removeEventListener("pointermove", this.#move);
    document.removeEventListener("pointerup", this.#end);
    document.removeEventListener("pointercancel", this.#cancel);
  }
}

function box(element: Element): { top: number; height: number } {
  const { top, height } = element.getBoundingClientRect();
  return { top, height };
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const input = form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (input) input.value = value;
}

/** Settings were saved: the dialog closes, the outline under it is new. */
document.addEventListener("outline-saved", (event) => {
  (event.target as Element | null)?.closest<HTMLDialogElement>("dialog")?.close();
});

define("outline-editor", OutlineEditor);
