/**
 * The queue of what waits to be sent: small numbered changes, again and again until the server has said that they are committed.
 * A change leaves the queue only then, or when the server can't read it.
 */
import { NetProblem, post } from "./net";
import type { Change, Kept } from "./types";

export interface Ack {
  number: number;
  state: string;
  revision: number;
  deadline: string | null;
  mine: boolean;
  paused: boolean;
  locked: boolean;
  refused?: number[];
}

/** What the queue needs of the engine it works for. */
export interface Sends {
  readonly kept: Kept;
  readonly url: string;
  /** Whether this tab may send at all. */
  readonly maySend: boolean;
  now(): number;
  serverNow(): number;
  write(): Promise<unknown>;
  acknowledged(ack: Ack): Promise<void>;
  failed(problem: unknown): void;
  changed(): void;
}

const SEND_MS = 700;
const RETRY_MS = [1500, 3000, 6000, 12_000, 30_000];
const MANY = 200;
const OLD_MS = 60_000;
const LONGEST_WAIT_MS = 5000;

export class Sender {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #sending: Promise<void> | null = null;
  #planned = 0;
  #isStopped = false;

  constructor(private engine: Sends) {}

  /** Put an answer into the queue. Typing on changes what hasn't gone out yet. */
  add(key: string, response: unknown): void {
    const { kept } = this.engine;
    const last = kept.unsent.at(-1);
    const made = Math.round(this.engine.serverNow());
    if (last && last.number > kept.tried && Object.keys(last.answers).length === 1 && key in last.answers) {
      last.answers[key] = response;
      last.made_at_ms = made;
      return;
    }
    const change: Change = { number: ++kept.number, answers: { [key]: response }, base: kept.number - 1, made_at_ms: made, source: "live" };
    kept.unsent.push(change);
    kept.all.push(change);
  }

  /** Send in a while; typing on puts it off, but not for ever. */
  plan(after = SEND_MS): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#planned ||= this.engine.now();
    const wait = Math.min(after, Math.max(0, this.#planned + Math.max(after, LONGEST_WAIT_MS) - this.engine.now()));
    this.#timer = setTimeout(() => void this.send(), wait);
  }

  /** Plan nothing for now. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Plan nothing any more, whatever comes back of what is on its way. */
  stop(): void {
    this.#isStopped = true;
    this.rest();
  }

  /** Begin with short waits again: something has changed for the better. */
  hope(): void {
    this.#failures = 0;
  }

  /** Wait for what is on its way. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  /** Send what waits; answers when the server has answered, well or not. */
  send(): Promise<void> {
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #send(): Promise<void> {
    this.#planned = 0;
    const { engine } = this;
    const { kept } = engine;
    const changes = kept.unsent.slice(0, MANY);
    if (!changes.length || !engine.maySend) return;
    const now = engine.serverNow();
    for (const change of changes) if (now - change.made_at_ms > OLD_MS) change.source = "sync";
    kept.tried = Math.max(kept.tried, changes.at(-1)!.number);
    await engine.write();
    try {
      const ack = await post<Ack>(engine.url, { device: kept.device, changes });
      this.#failures = 0;
      kept.unsent = kept.unsent.filter((change) => !changes.includes(change));
      this.#prune();
      await engine.acknowledged(ack);
      if (kept.unsent.length) this.plan();
    } catch (problem) {
      await this.#failed(problem, changes);
    }
    engine.changed();
  }

  /** Of what the server has, only the last word on each question stays: an essay is sent a thousand times. */
  #prune(): void {
    const { kept } = this.engine;
    const last = new Map<string, Change>();
    for (const change of kept.all) for (const position of Object.keys(change.answers)) last.set(position, change);
    const keep = new Set<Change>([...last.values(), ...kept.unsent]);
    kept.all = kept.all.filter((change) => keep.has(change));
  }

  async #failed(problem: unknown, changes: Change[]): Promise<void> {
    const { kept } = this.engine;
    this.engine.failed(problem);
    if (problem instanceof NetProblem && problem.fault === "refused") {
      // A change the server can't read would stop all others behind it: it stays in `all` (and in an answer file).
      kept.unsent = kept.unsent.filter((change) => !changes.includes(change) || changes.length > 1);
      if (changes.length > 1) await this.#oneByOne(changes);
      await this.engine.write();
      return;
    }
    this.plan(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]!);
  }

  async #oneByOne(changes: Change[]): Promise<void> {
    const { kept } = this.engine;
    for (const change of changes) {
      try {
        await post<Ack>(this.engine.url, { device: kept.device, changes: [change] });
      } catch (problem) {
        if (!(problem instanceof NetProblem) || problem.fault !== "refused") return this.plan(RETRY_MS[0]!);
      }
      kept.unsent = kept.unsent.filter((other) => other !== change);
    }
  }
}
