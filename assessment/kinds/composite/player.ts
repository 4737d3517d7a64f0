import { all } from "../../../frontend/src/questions/plain";
import type { Widget } from "../../../frontend/src/questions/types";

let known = new Map<string, Widget>();

/** Take the widgets the parts need; all plain kinds are there, for a composite names them only inside. */
export function use(widgets: Map<string, Widget>): void {
  known = widgets;
}

const parts = (root: HTMLElement): [string, Widget, HTMLElement][] =>
  all<HTMLElement>(root, "[data-part-id]").flatMap((row) => {
    const widget = known.get(row.dataset.partKind ?? "");
    const inside = row.querySelector<HTMLElement>("[data-question]");
    return widget && inside ? [[row.dataset.partId!, widget, inside] as [string, Widget, HTMLElement]] : [];
  });

export const widget: Widget = {
  ready(root, host) {
    for (const [, one, inside] of parts(root)) one.ready(inside, host);
  },
  read(root) {
    const said = Object.fromEntries(parts(root).map(([id, one, inside]) => [id, one.read(inside)]).filter(([, value]) => value !== null));
    return Object.keys(said).length ? said : null;
  },
  write(root, response) {
    for (const [id, one, inside] of parts(root)) one.write(inside, ((response ?? {}) as Record<string, unknown>)[id] ?? null);
  },
};
