import { all } from "../../../frontend/src/questions/plain";
import type { Widget } from "../../../frontend/src/questions/types";

const rows = (root: HTMLElement): HTMLElement[] => all<HTMLElement>(root, "[data-entry]");
const box = (root: HTMLElement): HTMLInputElement | null => root.querySelector<HTMLInputElement>("[data-keep]");

/** The order shown counts only once somebody has moved an entry or said that it is right as it stands. */
export const widget: Widget = {
  ready(root, host) {
    root.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("[data-move]");
      const row = button?.closest<HTMLElement>("[data-entry]");
      if (!button || !row) return;
      const other = button.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (button.dataset.move === "up") other.before(row);
      else other.after(row);
      if (box(root)) box(root)!.checked = true;
      button.focus();
      host.say?.(`${rows(root).indexOf(row) + 1}/${rows(root).length}`);
      host.changed();
    });
    box(root)?.addEventListener("change", () => host.changed());
  },
  read: (root) => (box(root)?.checked ? rows(root).map((row) => row.dataset.entry!) : null),
  write(root, response) {
    const ids = Array.isArray(response) ? (response as string[]) : [];
    const list = root.querySelector(".order-list")!;
    for (const id of ids) {
      const row = rows(root).find((one) => one.dataset.entry === id);
      if (row) list.append(row);
    }
    if (box(root)) box(root)!.checked = ids.length > 0;
  },
};
