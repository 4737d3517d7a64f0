/**
 * The engine of an attempt, without a page: takes answers, keeps them on the device, sends them, hears the clock.
 * An answer is kept before anything else happens; it leaves `unsent` only when the server has said that it is committed.
 */
import { Moments } from "./moments";
import { get, NetProblem, post } from "./net";
import { type SectionTime, withMoves } from "./sections";
import { type Ack, Sender, type Sends } from "./sender";
import * as store from "./store";
import { Tab } from "./tab";
import type { Clock, Kept, Pack, Progress, Props, Signal, State } from "./types";

export type Standing = "opening" | "working" | "elsewhere" | "otherTab" | "locked" | "signedOut" | "ended" | "broken";

export interface Listener {
  changed(): void;
  message(text: string): void;
  ended(url: string): void;
  /** Answers to these positions came after their section had closed; what counted before is back. */
  refused?(positions: number[]): void;
}

const SOURCE_LANGUAGE = "vi";
const BEAT_MS = 30_000;
const AGAIN_MS = 2500;

export class Engine {
  kept!: Kept;
  pack: Pack | null = null;
  standing: Standing = "opening";
  online = true;
  #again: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #opening: Promise<void> | null = null;
  #handing: Promise<boolean> | null = null;
  #isMet = false;
  #isStopped = false;
  #tab: Tab;
  #sender: Sender;
  #moments: Moments;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly props: Props,
    private listener: Listener,
    private now: () => number = Date.now,
  ) {
    this.#tab = new Tab(props.attempt, () => {
      this.#sender.rest();
      this.standing = "otherTab";
      this.listener.changed();
    });
    this.#moments = new Moments(() => this.kept, now);
    this.#sender = new Sender(this.#sends());
  }

  #sends(): Sends {
    const engine = this;
    return {
      get kept() {
        return engine.kept;
      },
      get maySend() {
        return engine.standing !== "otherTab";
      },
      url: this.props.urls.save,
      now: this.now,
      serverNow: () => this.serverNow(),
      write: () => this.#write(),
      acknowledged: (ack) => this.#acknowledged(ack),
      failed: (problem) => this.#heard(problem),
      changed: () => this.listener.changed(),
    };
  }

  /** Go on in this tab with what the other one has kept. */
  async takeTab(): Promise<void> {
    if (!(await this.#tab.claim(true))) return;
    this.standing = "opening";
    await this.open();
  }

  /** Open the attempt: what the device kept, then what the server has; either alone is enough once the pack is here. */
  open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<void> {
    const isOurs = this.#tab.isOurs || (await this.#tab.claim());
    const known = await store.recall(this.props.attempt).catch(() => undefined);
    this.pack = (await store.recallPack(this.props.attempt).catch(() => undefined)) ?? null;
    const mine = known && known.person === this.props.person ? known : null;
    this.kept = mine ? { ...this.#fresh(), ...mine } : this.#fresh();
    if (!isOurs) {
      this.standing = "otherTab";
      return this.listener.changed();
    }
    const [state, pack] = await Promise.all([this.#fetchState(), this.#fetchPack()]);
    if (pack) {
      this.pack = pack;
      await store.keepPack(this.props.attempt, pack).catch(() => (this.standing = "broken"));
    }
    if (state) this.#meet(state);
    else if (!this.#isStopped) this.#again = setTimeout(() => void this.beat(), AGAIN_MS);
    this.#isMet = state !== null;
    if (!state && this.standing === "opening") this.standing = this.pack ? "working" : "opening";
    await this.#write();
    if (!this.#isStopped) this.#beat ??= setInterval(() => void this.beat(), BEAT_MS);
    if (this.kept.unsent.length) this.#sender.plan(0);
    if (this.kept.wants_submit && this.standing === "working") void this.submit();
    this.listener.changed();
  }

  /** Nothing runs any more, also not what would have begun with an answer that is still on its way. */
  stop(): void {
    this.#isStopped = true;
    this.#sender.stop();
    clearTimeout(this.#again);
    clearInterval(this.#beat);
    this.#tab.release();
  }

  #fresh(): Kept {
    const clock = this.props.clock;
    return {
      attempt: this.props.attempt, person: this.props.person, device: store.deviceName(), number: 0, tried: 0, answers: {}, unsent: [], all: [], offset: clock.now - this.now(), clock,
      place: 0, furthest: 0, flags: [], scratch: "", size: "", last: 0, signals: [], moves: [], practice: null, saved_at: 0, wants_submit: false,
    };
  }

  async #fetchState(): Promise<State | null> {
    try {
      return await post<State>(this.props.urls.state, { device: this.kept.device });
    } catch (problem) {
      this.#heard(problem);
      return null;
    }
  }

  /** The pack, where the device has none in the language of the page; without a network the one it has does as well. */
  async #fetchPack(): Promise<Pack | null> {
    if (this.pack && (this.pack.language ?? SOURCE_LANGUAGE) === (this.props.language ?? SOURCE_LANGUAGE)) return null;
    return get<Pack>(this.props.urls.pack).catch(() => null);
  }

  /** What the server has counts, but for what this device hasn't been able to send yet. */
  #meet(state: State): void {
    this.online = true;
    this.#clock(state);
    const waiting: Record<string, unknown> = Object.assign({}, ...this.kept.unsent.map((change) => change.answers));
    this.kept.answers = { ...state.answers, ...waiting };
    this.kept.number = Math.max(this.kept.number, state.number);
    this.kept.practice = state.practice ?? this.kept.practice;
    if (!this.kept.flags.length && state.kept.flags) this.kept.flags = state.kept.flags;
    if (!this.kept.scratch && state.kept.scratch) this.kept.scratch = state.kept.scratch;
    this.#stand(state.state, state.mine, state.locked);
  }

  #stand(state: string, mine: boolean, locked: boolean): void {
    if (this.standing === "broken" || this.standing === "otherTab") return;
    if (state === "submitted" || state === "voided") {
      this.standing = "ended";
      this.listener.ended(this.props.urls.end);
    } else this.standing = locked ? "locked" : mine ? "working" : "elsewhere";
  }

  #clock(clock: Clock): void {
    this.kept.offset = clock.now - this.now();
    const { now, started, deadline, state, paused, paused_at, locked, lock_reason, revision } = clock;
    const sections = withMoves(clock.sections ?? null, this.kept.moves);
    this.kept.clock = { now, started, deadline, sections, state, paused, paused_at, locked, lock_reason, revision };
  }

  serverNow(): number {
    return this.#moments.serverNow();
  }

  left(): number | null {
    return this.#moments.left();
  }

  section(): SectionTime | undefined {
    return this.#moments.section();
  }

  sectionLeft(): number | null {
    return this.#moments.sectionLeft();
  }

  /** Whether a question of a part may be answered now: its section is the one that is open. */
  mayAnswer(part: string): boolean {
    return this.mayWrite && (!this.kept.clock.sections || this.section()?.key === part);
  }

  /** Finish the open section before its time is up; the server hears of it as soon as it can. */
  async finishSection(): Promise<void> {
    const { sections } = this.kept.clock;
    const open = this.section();
    if (!sections || !open || !this.mayWrite || open === sections.at(-1)) return;
    const move = { key: open.key, at_ms: Math.round(this.serverNow()) };
    this.kept.moves.push(move);
    this.kept.clock.sections = withMoves(sections, [move]);
    await this.#write();
    await this.send();
    await this.beat();
  }

  get mayWrite(): boolean {
    return this.standing === "working" && !this.kept.clock.paused && !this.kept.wants_submit && this.left() !== 0;
  }

  /** Keep an answer on the device, then see that it is sent. */
  async answer(position: number, response: unknown): Promise<void> {
    const key = String(position);
    if (JSON.stringify(this.kept.answers[key] ?? null) === JSON.stringify(response ?? null)) return;
    this.kept.answers[key] = response;
    this.#sender.add(key, response);
    await this.#write();
    this.listener.changed();
    this.#sender.plan();
  }

  /** Keep what isn't an answer: place, flags, scratch notes, font size. */
  async note(part: Partial<Pick<Kept, "place" | "furthest" | "flags" | "scratch" | "size">>): Promise<void> {
    Object.assign(this.kept, part);
    await this.#write();
  }

  /** Ask the server to check an answer or for a hint; what waits is sent first, for a try may end the practice. */
  async check<T extends { progress: Progress; mastered: boolean; end?: string }>(body: Record<string, unknown>): Promise<T> {
    await this.send();
    const said = await post<T>(this.props.urls.check, body);
    this.kept.practice = said.progress;
    if (said.mastered) this.standing = "ended";
    await this.#write();
    this.listener.changed();
    return said;
  }

  signal(signal: Omit<Signal, "key" | "at_ms">): void {
    if (this.kept.signals.length >= 200) return;
    const at_ms = Math.round(this.serverNow());
    this.kept.signals.push({ ...signal, at_ms, key: `${this.kept.device.slice(0, 12)}:${at_ms}:${signal.kind}` });
    void this.#write();
  }

  /** One write after another; the newest state is what stays. What another tab has taken over is that tab's to write. */
  #write(): Promise<unknown> {
    this.#writing = this.#writing.then(() => (this.standing === "otherTab" ? undefined : store.keep(structuredClone(this.kept)))).catch(() => {
      if (this.standing === "working") this.standing = "broken";
      this.listener.changed();
    });
    return this.#writing;
  }

  /** Send what waits; answers when the server has answered, well or not. */
  send(): Promise<void> {
    return this.#sender.send();
  }

  async #acknowledged(ack: Ack): Promise<void> {
    this.online = true;
    this.kept.saved_at = this.serverNow();
    this.kept.clock = { ...this.kept.clock, deadline: ack.deadline ? Date.parse(ack.deadline) : null, locked: ack.locked };
    if (ack.refused?.length) await this.#takeBack(ack.refused);
    if (ack.revision !== this.kept.clock.revision) void this.beat();
    this.#stand(ack.state, ack.mine, ack.locked);
    await this.#write();
  }

  /** What came after its section had closed doesn't count: show again what does, and say so. */
  async #takeBack(positions: number[]): Promise<void> {
    const state = await this.#fetchState();
    if (state) this.#meet(state);
    this.listener.refused?.(positions);
  }

  #heard(problem: unknown): void {
    const fault = problem instanceof NetProblem ? problem.fault : "network";
    if (fault === "signedOut" && this.standing !== "otherTab") this.standing = "signedOut";
    this.online = fault === "refused" || fault === "signedOut";
    this.listener.changed();
  }

  /** Say that we are here, hear the clock and the proctors. */
  async beat(): Promise<void> {
    if (this.standing === "ended" || this.standing === "otherTab") return;
    // Opened without a word from the server: what other devices answered, and who holds the pen, comes with the first one.
    if (!this.#isMet) {
      const state = await this.#fetchState();
      if (state) this.#meet(state);
      this.#isMet = state !== null;
    }
    const signals = this.kept.signals.slice(0, 50);
    const moves = this.kept.moves.slice(0, 20);
    const { flags, scratch, place } = this.kept;
    const answered = Object.values(this.kept.answers).filter((one) => one !== null && one !== undefined).length;
    try {
      const heard = await post<Clock & { mine: boolean; messages: { id: number; text: string }[] }>(this.props.urls.beat, {
        device: this.kept.device, answered, signals, moves, kept: { flags, scratch, place }, last: this.kept.last,
      });
      this.online = true;
      this.kept.moves = this.kept.moves.filter((one) => !moves.includes(one));
      this.#clock(heard);
      this.kept.signals = this.kept.signals.filter((one) => !signals.includes(one));
      for (const message of heard.messages) {
        this.kept.last = Math.max(this.kept.last, message.id);
        this.listener.message(message.text);
      }
      const wasOut = this.standing === "signedOut";
      this.#stand(heard.state, heard.mine, heard.locked);
      await this.#write();
      if (this.kept.unsent.length || wasOut) this.#sender.plan(0);
      if (this.kept.wants_submit && this.#maySubmit) void this.submit();
    } catch (problem) {
      this.#heard(problem);
    }
    this.listener.changed();
  }

  get #maySubmit(): boolean {
    return this.standing === "working" || this.standing === "broken";
  }

  /** Somebody signed in again, or the network came back: try at once. */
  async wake(): Promise<void> {
    if (this.standing === "otherTab") return;
    if (this.standing === "ended" || this.standing === "opening") return this.standing === "opening" ? this.open() : undefined;
    this.#sender.hope();
    await this.beat();
    await this.send();
    if (this.kept.wants_submit && this.#maySubmit) await this.submit();
  }

  /** Take the pen to this device. */
  async takeOver(): Promise<void> {
    await this.send();
    try {
      this.#meet(await post<State>(this.props.urls.take, { device: this.kept.device }));
      await this.#write();
    } catch (problem) {
      this.#heard(problem);
      if (problem instanceof NetProblem && problem.fault === "refused") this.listener.message(problem.message);
    }
    this.listener.changed();
  }

  /** Hand in with everything that waits. False: not yet, it is kept and tried again when the network is back. */
  submit(): Promise<boolean> {
    this.#handing ??= this.#submit().finally(() => (this.#handing = null));
    return this.#handing;
  }

  async #submit(): Promise<boolean> {
    if (this.standing === "otherTab") return false;
    this.kept.wants_submit = true;
    await this.#write();
    await this.#sender.settled();
    this.kept.tried = this.kept.number;
    const changes = this.kept.unsent.map((change) => ({ ...change, source: "submit" as const }));
    try {
      const done = await post<{ state: string; end: string }>(this.props.urls.submit, { device: this.kept.device, reason: this.left() === 0 ? "time" : "candidate", changes });
      this.kept.unsent = [];
      this.kept.wants_submit = false;
      await this.#write();
      this.standing = "ended";
      this.listener.ended(done.end);
      return true;
    } catch (problem) {
      this.#heard(problem);
      if (problem instanceof NetProblem && problem.fault === "refused") {
        this.kept.wants_submit = false;
        this.listener.message(problem.message);
      }
      await this.#write();
      return false;
    }
  }

  /** After all, don't hand in yet (the network is away, time is left). */
  async goOn(): Promise<void> {
    this.kept.wants_submit = false;
    await this.#write();
    this.listener.changed();
  }
}
