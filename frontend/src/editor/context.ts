import { getContext, setContext } from "svelte";
import type { Model } from "./model.svelte";

const KEY = Symbol("lesson");

export function provide(model: Model): void {
  setContext(KEY, model);
}

export function lesson(): Model {
  return getContext<Model>(KEY);
}
