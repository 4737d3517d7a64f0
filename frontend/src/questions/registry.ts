/** The widgets of kinds of questions, each in a chunk of its own: a test loads those it asks for. */
import type { Host, Widget } from "./types";

const modules = import.meta.glob<{ widget: Widget }>("../../../assessment/kinds/*/player.ts");
const COMPOSITE = "composite";

const address = (kind: string): string => `../../../assessment/kinds/${kind}/player.ts`;

/** Load the widgets of kinds; a kind without controls (a passage) has none. A composite brings those of every kind: its parts may be any. */
export async function load(kinds: Iterable<string>): Promise<Map<string, Widget>> {
  const asked = [...new Set(kinds)];
  const wanted = asked.includes(COMPOSITE) ? Object.keys(modules).map((path) => path.split("/").at(-2)!) : asked;
  const found = await Promise.all(wanted.map((kind) => modules[address(kind)]?.()));
  const widgets = new Map(wanted.flatMap((kind, place) => (found[place] ? [[kind, found[place].widget] as const] : [])));
  if (widgets.has(COMPOSITE)) (await import("../../../assessment/kinds/composite/player")).use(widgets);
  return widgets;
}

/** Bind every question inside `box` that isn't part of another; returns each with its widget. */
export async function bindAll(box: ParentNode, host: (question: HTMLElement) => Host): Promise<[HTMLElement, Widget][]> {
  const questions = [...box.querySelectorAll<HTMLElement>("[data-question]")].filter((one) => !one.parentElement?.closest("[data-question]"));
  const widgets = await load(questions.map((one) => one.dataset.kind ?? ""));
  const bound = questions.flatMap((one) => {
    const widget = widgets.get(one.dataset.kind ?? "");
    return widget ? [[one, widget] as [HTMLElement, Widget]] : [];
  });
  for (const [one, widget] of bound) widget.ready(one, host(one));
  return bound;
}
