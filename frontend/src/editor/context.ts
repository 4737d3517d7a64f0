import { getContext, setContext } from "svelte";
import type { Model } from "./model.svelte";

const KEY = Symbol("lesson");

/** What fields of rich text ask of the editor they stand in. */
export type RichHome = Pick<Model, "active" | "activeTick" | "formula" | "askFormula">;

export function provide(model: RichHome): void {
  setContext(KEY, model);
}

export function lesson(): Model {
  return getContext<Model>(KEY);
}
