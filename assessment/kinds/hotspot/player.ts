import { all } from "../../../frontend/src/questions/plain";
import type { Host, Widget } from "../../../frontend/src/questions/types";

type Point = [number, number];
const STEP = 0.02;
const boxes = (root: HTMLElement): HTMLInputElement[] => all<HTMLInputElement>(root, "input[type=checkbox]");
const points = (root: HTMLElement): Point[] => JSON.parse(root.dataset.points || "[]") as Point[];
const byPoints = (root: HTMLElement): boolean => "points" in root.dataset;
const most = (root: HTMLElement): number => Number(root.dataset.most ?? 1);

function paint(root: HTMLElement, cross?: Point): void {
  const svg = root.querySelector("svg")!;
  if (!byPoints(root)) {
    for (const area of all<SVGGElement>(svg, "[data-area]")) area.classList.toggle("chosen", !!boxes(root).find((one) => one.value === area.dataset.area)?.checked);
    return;
  }
  const height = svg.viewBox.baseVal?.height || 1000;
  for (const old of all(svg, ".point, .cross")) old.remove();
  const draw = ([x, y]: Point, name: string): void => {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ class: name, cx: x * 1000, cy: y * height, r: name === "point" ? 14 : 9 })) circle.setAttribute(key, String(value));
    svg.append(circle);
  };
  points(root).forEach((point) => draw(point, "point"));
  if (cross) draw(cross, "cross");
  const count = root.querySelector("[data-count]");
  if (count) count.textContent = `${points(root).length}/${most(root)}`;
}

function put(root: HTMLElement, host: Host, found: Point[]): void {
  root.dataset.points = JSON.stringify(found.slice(-most(root)).map(([x, y]) => [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4]));
  paint(root);
  host.changed();
}

export const widget: Widget = {
  ready(root, host) {
    const stage = root.querySelector<HTMLElement>(".stage")!;
    let cross: Point = [0.5, 0.5];
    stage.addEventListener("click", (event) => {
      if (!byPoints(root)) {
        const id = (event.target as Element).closest<SVGGElement>("[data-area]")?.dataset.area;
        const box = boxes(root).find((one) => one.value === id);
        if (box) box.click();
        return;
      }
      const size = stage.querySelector("img")!.getBoundingClientRect();
      put(root, host, [...points(root), [(event.clientX - size.left) / size.width, (event.clientY - size.top) / size.height]]);
    });
    stage.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
      if (!byPoints(root) || (!move && event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      if (!move) return put(root, host, [...points(root), cross]);
      cross = [Math.min(1, Math.max(0, cross[0] + move[0]!)), Math.min(1, Math.max(0, cross[1] + move[1]!))];
      paint(root, cross);
    });
    root.addEventListener("change", (event) => {
      const box = event.target as HTMLInputElement;
      if (box.checked && boxes(root).filter((one) => one.checked).length > most(root)) box.checked = false;
      paint(root);
      host.changed();
    });
    root.querySelector("[data-clear]")?.addEventListener("click", () => put(root, host, []));
    paint(root);
  },
  read(root) {
    if (byPoints(root)) return points(root).length ? points(root) : null;
    const chosen = boxes(root).filter((one) => one.checked).map((one) => one.value);
    return chosen.length ? chosen : null;
  },
  write(root, response) {
    const given = Array.isArray(response) ? response : [];
    if (byPoints(root)) root.dataset.points = JSON.stringify(given);
    else for (const box of boxes(root)) box.checked = given.includes(box.value);
    paint(root);
  },
};
