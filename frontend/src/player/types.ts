/** Shapes the player shares: what the server sends, what the device keeps. */
import type { Move, SectionTime } from "./sections";

export interface Clock {
  now: number;
  started: number | null;
  deadline: number | null;
  sections: SectionTime[] | null;
  state: string;
  paused: boolean;
  paused_at: number | null;
  locked: boolean;
  lock_reason: string;
  revision: number;
}

export interface Question {
  position: number;
  number: number;
  part: string;
  kind: string;
  points: string;
  html: string;
  stimulus: string;
  stimulus_id: string;
  hints: number;
  checks: boolean;
}

/** How practice stands, as the server counts it. `left`: tries left, null for any number. `wanted`: how many in a row end mastery. */
export interface Practised {
  tries: number;
  left: number | null;
  hints: number;
  right: boolean;
  settled: boolean;
}

export interface Progress {
  run: number;
  wanted: number;
  questions: Record<string, Practised>;
}

export interface Pack {
  /** Of the helping words in questions; packs a device kept from before languages were told apart have none. */
  language?: string;
  title: string;
  minutes: number | null;
  code: string;
  mode: string;
  parts: { key: string; title: string; instruction: string; minutes: number | null; answer_count: number | null }[];
  questions: Question[];
  kinds: string[];
  assets: string[];
  rules: { no_back: boolean; calculator: boolean; fullscreen: boolean; feedback: boolean; hints: boolean; tries: number; hint_cost: number; run: number };
  public_key: string;
}

export interface Change {
  number: number;
  answers: Record<string, unknown>;
  base: number;
  made_at_ms: number;
  source: "live" | "sync" | "submit";
}

export interface Signal {
  key: string;
  kind: string;
  at_ms: number;
  seconds?: number;
  position?: number;
}

/**
 * Everything a device keeps of one attempt. `offset`: server clock minus this device's, in milliseconds. `tried`: the highest number
 * that ever went out; from then on a change is never touched again, for the server may have it although its word was lost. `all`:
 * the changes that still say something, for an answer file. `moves`: sections finished early that the server hasn't heard of.
 */
export interface Kept {
  attempt: string;
  person: string;
  device: string;
  number: number;
  tried: number;
  answers: Record<string, unknown>;
  unsent: Change[];
  all: Change[];
  offset: number;
  clock: Clock;
  place: number;
  furthest: number;
  flags: number[];
  scratch: string;
  size: string;
  last: number;
  signals: Signal[];
  moves: Move[];
  practice: Progress | null;
  saved_at: number;
  wants_submit: boolean;
}

export interface State extends Clock {
  answers: Record<string, unknown>;
  number: number;
  mine: boolean;
  practice?: Progress | null;
  kept: { flags?: number[]; scratch?: string; place?: number };
}

export interface Props {
  attempt: string;
  test: string;
  title: string;
  person: string;
  count: number;
  mode: string;
  language?: string;
  fullscreen: boolean;
  /** Whoever gives the test looks at it: nothing is kept, here or there. */
  preview?: boolean;
  urls: Record<"pack" | "state" | "save" | "submit" | "beat" | "take" | "file" | "check" | "end", string>;
  clock: Clock;
}
