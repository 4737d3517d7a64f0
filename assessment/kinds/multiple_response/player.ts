import { all, plain } from "../../../frontend/src/questions/plain";

const boxes = (root: HTMLElement): HTMLInputElement[] => all<HTMLInputElement>(root, "input[type=checkbox]");
const checked = (root: HTMLElement): string[] => boxes(root).filter((one) => one.checked).map((one) => one.value);

const base = plain(
  (root) => (checked(root).length ? [...checked(root)].sort() : null),
  (root, response) => {
    for (const box of boxes(root)) box.checked = Array.isArray(response) && response.includes(box.value);
  },
);

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    const most = Number(root.dataset.most ?? 0);
    root.addEventListener("change", (event) => {
      const box = event.target as HTMLInputElement;
      if (!most || !box.checked || checked(root).length <= most) return;
      box.checked = false;
      host.say?.(root.querySelector(".small")?.textContent ?? "");
    });
    base.ready(root, host);
  },
};
