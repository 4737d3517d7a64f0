import { all, plain } from "../../../frontend/src/questions/plain";

const selects = (root: HTMLElement): HTMLSelectElement[] => all<HTMLSelectElement>(root, "select[data-label-id]");

/** Labels are put by choosing a zone in the list, by pressing label and zone, or by dragging; what stands in a zone is shown there too. */
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

function put(root: HTMLElement, id: string, zone: string): void {
  const mine = selects(root).filter((one) => one.dataset.labelId === id);
  const free = mine.find((one) => one.value === zone) ?? mine.find((one) => !one.value) ?? mine[0];
  if (!free) return;
  free.value = zone;
  free.dispatchEvent(new Event("change", { bubbles: true }));
}

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    root.addEventListener("change", () => paint(root));
    let picked = "";
    const pick = (id: string): void => {
      picked = picked === id ? "" : id;
      root.classList.toggle("can-drop", !!picked);
      for (const label of all<HTMLElement>(root, "[data-label]")) label.querySelector(".chip-label")!.classList.toggle("picked", label.dataset.label === picked);
    };
    for (const label of all<HTMLElement>(root, "[data-label]")) {
      const chip = label.querySelector<HTMLElement>(".chip-label")!;
      chip.draggable = true;
      chip.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/plain", label.dataset.label!));
      chip.addEventListener("click", () => pick(label.dataset.label!));
    }
    const drop = (id: string, zone: string): void => {
      pick("");
      put(root, id, zone);
    };
    for (const zone of all<HTMLElement | SVGElement>(root, "[data-zone], [data-zone-area]")) {
      const name = zone.dataset.zone ?? zone.dataset.zoneArea!;
      zone.addEventListener("dragover", (event) => event.preventDefault());
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        const id = (event as DragEvent).dataTransfer?.getData("text/plain");
        if (id) drop(id, name);
      });
      zone.addEventListener("click", () => void (picked && drop(picked, name)));
    }
    base.ready(root, host);
    paint(root);
  },
};
