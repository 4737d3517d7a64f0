/** Pure parts of the class board: merging seats, counting, the help queue. */
export interface Call {
  since: number;
  kind: "asked" | "stuck";
  text: string;
  tries: number;
  at: number | null;
}
export interface Seat {
  p: number;
  s: "done" | "in" | "help" | "not";
  m: string;
  h: Call | null;
}
export type Words = Record<string, string>;

export const STATES = ["done", "in", "help", "not"] as const;

export function countStates(seats: Iterable<Seat>): Record<Seat["s"], number> {
  const counts = { done: 0, in: 0, help: 0, not: 0 };
  for (const seat of seats) counts[seat.s] += 1;
  return counts;
}

export const doneCount = (seat: Seat): number => [...seat.m].filter((flag) => flag === "1").length;

/** How many have passed each part. */
export function passedParts(seats: Iterable<Seat>, parts: number): number[] {
  const passed = new Array<number>(parts).fill(0);
  for (const seat of seats) for (let index = 0; index < parts; index += 1) if (seat.m[index] === "1") passed[index]! += 1;
  return passed;
}

/** The part the class is held up at: the biggest drop, two pupils and 15 % of the best part at least. */
export function stuckPart(passed: number[]): number | null {
  let worst = 0;
  let at: number | null = null;
  for (let index = 1; index < passed.length; index += 1) {
    const drop = passed[index - 1]! - passed[index]!;
    if (passed[index - 1]! > 0 && drop > worst) [worst, at] = [drop, index];
  }
  return at !== null && worst >= Math.max(2, Math.round(0.15 * Math.max(...passed))) ? at : null;
}

/** Who waits for help, longest first. */
export function queue(seats: Iterable<Seat>): Seat[] {
  return [...seats].filter((seat) => seat.h).sort((a, b) => a.h!.since - b.h!.since || a.p - b.p);
}

/** Shares of a whole in percent, `[x, width]` each. */
export function stack(counts: number[]): [number, number][] {
  const whole = counts.reduce((sum, count) => sum + count, 0);
  let x = 0;
  return counts.map((count) => {
    const width = whole ? (100 * count) / whole : 0;
    const place: [number, number] = [x, width];
    x += width;
    return place;
  });
}

export const fillIn = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));

/** 18:24, or "hết giờ" once it is over. */
export function timeLeft(ends: number, now: number, over: string): string {
  const left = Math.floor(ends - now / 1000);
  if (left <= 0) return over;
  const hours = Math.floor(left / 3600);
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}` : `${two(Math.floor(left / 60))}:${two(left % 60)}`;
}

export function sayCall(call: Call, part: string, words: Words): string {
  const values = { part, count: call.tries, text: call.text };
  const said = call.kind === "stuck" ? "stuck" : call.text ? "asked" : "asked_plain";
  return fillIn(words[part ? said : `${said}_alone`] ?? "", values);
}
