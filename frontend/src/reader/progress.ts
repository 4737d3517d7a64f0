/** What the reader knows of parts and steps; no page, no storage. */
export interface StepInfo {
  id: string;
  isCheckpoint: boolean;
  mustPass: boolean;
  seconds: number;
}
export interface PartInfo {
  title: string;
  steps: string[];
  seconds: number;
}
export interface Settings {
  person: string;
  activity: string;
  title: string;
  sync: string;
  preview: boolean;
  shared: boolean;
  rule: "seen" | "checkpoints" | "finished" | "score" | "self";
  done: boolean;
  seen: string[];
  position: string;
  positionAt: number;
  help: boolean;
  version: number;
  steps: [string, number, number, number][];
  parts: [string, string[], number][];
  topics: string[];
  notes: Record<string, string>;
  paused: boolean;
  keep: string[];
}

export const stepsOf = (settings: Settings): StepInfo[] =>
  settings.steps.map(([id, isCheckpoint, mustPass, seconds]) => ({ id, isCheckpoint: !!isCheckpoint, mustPass: !!mustPass, seconds }));

export const partsOf = (settings: Settings): PartInfo[] => settings.parts.map(([title, steps, seconds]) => ({ title, steps, seconds }));

/** The part a step stands in; the first one for an unknown step. */
export function partOf(parts: PartInfo[], step: string): number {
  return Math.max(0, parts.findIndex((part) => part.steps.includes(step)));
}

export function percentOf(part: PartInfo, seen: Set<string>): number {
  return part.steps.length ? Math.round((100 * part.steps.filter((id) => seen.has(id)).length) / part.steps.length) : 100;
}

/** Minutes from this part to the end, at least one. */
export function minutesFrom(parts: PartInfo[], index: number): number {
  return Math.max(1, Math.round(parts.slice(index).reduce((sum, part) => sum + part.seconds, 0) / 60));
}

/** Whether the rule is met as far as the phone can know: a score or a player's end only the server knows. */
export function isDone(rule: Settings["rule"], steps: StepInfo[], seen: Set<string>, right: Set<string>, answered: Set<string>): boolean {
  const checkpoints = steps.filter((step) => step.isCheckpoint);
  if (rule === "seen" || (rule === "checkpoints" && !checkpoints.length)) return steps.length > 0 && steps.every(({ id }) => seen.has(id));
  if (rule === "checkpoints") return checkpoints.every(({ id, mustPass }) => (mustPass ? right : answered).has(id));
  return false;
}

/** The checkpoint of a part that must be right first, or undefined. */
export function blocking(part: PartInfo, steps: StepInfo[], right: Set<string>): string | undefined {
  return steps.find((step) => step.mustPass && part.steps.includes(step.id) && !right.has(step.id))?.id;
}

export function fillWords(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

export const clock = (at: Date = new Date()): string => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

/** A random id; old WebViews and plain http have no `randomUUID`. */
export function newId(): string {
  if (typeof globalThis.crypto?.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
