/** The widgets of kinds of questions, each in a chunk of its own: a test loads those it asks for. */
import type { Widget } from "./types";

const modules = import.meta.glob<{ widget: Widget }>("../../../assessment/kinds/*/player.ts");

export async function load(kinds: Iterable<string>): Promise<Map<string, Widget>> {
  const wanted = [...new Set(kinds)];
  const found = await Promise.all(wanted.map((kind) => modules[`../../../assessment/kinds/${kind}/player.ts`]?.()));
  const widgets = new Map(wanted.flatMap((kind, place) => (found[place] ? [[kind, found[place].widget] as const] : [])));
  if (widgets.has("composite")) (await import("../../../assessment/kinds/composite/player")).use(widgets);
  return widgets;
}
