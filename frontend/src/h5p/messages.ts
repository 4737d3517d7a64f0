/**
 * What the three places of a playing package say to each other: the page (`<cd-h5p>`), our frame (same origin, fetches
 * files), the sandbox (opaque origin, runs the package). Everything from the sandbox is checked for shape and size.
 */
export const MARK = "cayda-h5p";
export const STATE_BYTES = 512 * 1024;
export const STATEMENT_BYTES = 64 * 1024;
const HEIGHT_MOST = 12000;

export interface PieceOfState {
  sub: string;
  data_id: string;
  data: string;
  at: number;
}

/** From the sandbox (through our frame) to the page. */
export type Said =
  | { type: "hello" }
  | { type: "ready"; graded: boolean }
  | { type: "resize"; height: number }
  | { type: "state"; sub: string; data_id: string; data: string }
  | { type: "statement"; statement: Record<string, unknown> }
  | { type: "link"; href: string }
  | { type: "failed"; reason: string };

/** From the page down. */
export type Told = { type: "begin"; states: PieceOfState[] } | { type: "flush" };

const text = (value: unknown, most: number): value is string => typeof value === "string" && value.length <= most;

/** Return a message when it is one of ours and sound, or null. */
export function readSaid(data: unknown): Said | null {
  if (typeof data !== "object" || data === null || (data as { mark?: unknown }).mark !== MARK) return null;
  const said = data as Record<string, unknown>;
  switch (said["type"]) {
    case "hello":
      return { type: "hello" };
    case "ready":
      return { type: "ready", graded: said["graded"] === true };
    case "resize":
      return typeof said["height"] === "number" && said["height"] >= 0 ? { type: "resize", height: Math.min(Math.ceil(said["height"]), HEIGHT_MOST) } : null;
    case "state":
      return text(said["sub"], 60) && text(said["data_id"], 60) && text(said["data"], STATE_BYTES)
        ? { type: "state", sub: said["sub"], data_id: said["data_id"], data: said["data"] }
        : null;
    case "statement":
      return readStatement(said["statement"]);
    case "link":
      return text(said["href"], 2000) && /^https?:\/\//i.test(said["href"]) ? { type: "link", href: said["href"] } : null;
    case "failed":
      return { type: "failed", reason: String(said["reason"]).slice(0, 300) };
    default:
      return null;
  }
}

function readStatement(value: unknown): Said | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  try {
    const words = JSON.stringify(value);
    if (words.length > STATEMENT_BYTES) return null;
    return { type: "statement", statement: JSON.parse(words) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** Return what the page told the frame, or null. */
export function readTold(data: unknown): Told | null {
  if (typeof data !== "object" || data === null || (data as { mark?: unknown }).mark !== MARK) return null;
  const told = data as Record<string, unknown>;
  if (told["type"] === "flush") return { type: "flush" };
  if (told["type"] === "begin" && Array.isArray(told["states"])) return { type: "begin", states: told["states"] as PieceOfState[] };
  return null;
}

const FINISHING = /\/(completed|answered|passed|failed|mastered)$/;

/** Say whether a statement is about the whole content being finished (and not a part of it); the server decides by itself. */
export function finishes(statement: Record<string, unknown>): boolean {
  const verb = (statement["verb"] as { id?: string } | undefined)?.id ?? "";
  const target = (statement["object"] as { id?: string } | undefined)?.id ?? "";
  const around = (statement["context"] as { contextActivities?: { parent?: unknown } } | undefined)?.contextActivities;
  return FINISHING.test(verb) && !around?.parent && !target.includes("subContentId=");
}

/** Return the share of points (0-1) a statement tells, or null. */
export function ratioOf(statement: Record<string, unknown>): number | null {
  const score = (statement["result"] as { score?: { scaled?: number; raw?: number; max?: number } } | undefined)?.score;
  if (!score) return null;
  const ratio = typeof score.scaled === "number" ? score.scaled : score.max ? (score.raw ?? 0) / score.max : Number.NaN;
  return Number.isFinite(ratio) ? Math.min(Math.max(ratio, 0), 1) : null;
}
