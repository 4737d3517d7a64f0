import { all, plain } from "../../../frontend/src/questions/plain";

const selects = (root: HTMLElement): HTMLSelectElement[] => all<HTMLSelectElement>(root, "select[data-label-id]");

/** Labels are put by choosing a zone, or dragged onto it where there is a mouse; what stands in a zone is shown there too. */
function paint(root: HTMLElement): void {
  for (const zone of all<HTMLElement>(root, "[data-zone]")) {
    const here = selects(root).filter((one) => one.value === zone.dataset.zone);
    const box = zone.querySelector(".dropped");
    if (box) box.textContent = here.map((one) => root.querySelector(`[data-label="${one.dataset.labelId}"] .chip-label`)?.textContent?.trim() ?? "").join(", ");
  }
}

const base = plain(
  (root) => {
    const said: Record<string, string[]> = {};
    for (const select of selects(root)) if (select.value) said[select.dataset.labelId!] = [...new Set([...(said[select.dataset.labelId!] ?? []), select.value])];
    return Object.keys(said).length ? said : null;
  },
  (root, response) => {
    const said = structuredClone((response ?? {}) as Record<string, string[]>);
    for (const select of selects(root)) select.value = said[select.dataset.labelId!]?.shift() ?? "";
    paint(root);
  },
);

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    root.addEventListener("change", () => paint(root));
    for (const label of all<HTMLElement>(root, "[data-label]")) {
      const chip = label.querySelector<HTMLElement>(".chip-label")!;
      chip.draggable = true;
      chip.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/plain", label.dataset.label!));
    }
    for (const zone of all<HTMLElement>(root, "[data-zone]")) {
      zone.addEventListener("dragover", (event) => event.preventDefault());
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        const id = event.dataTransfer?.getData("text/plain");
        const mine = selects(root).filter((one) => one.dataset.labelId === id);
        const free = mine.find((one) => !one.value) ?? mine[0];
        if (!free) return;
        free.value = zone.dataset.zone!;
        free.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    base.ready(root, host);
    paint(root);
  },
};
