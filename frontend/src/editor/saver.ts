/**
 * Saving by itself, and never losing a word: every change is on this device before it is on its way, and stays there until the
 * server has said that it is safe.
 */
export interface Sent {
  base: number;
  blocks: unknown;
  goal: string;
  fork?: boolean;
}

export interface Kept extends Sent {
  at: number;
}

export type SaveState = "saved" | "saving" | "kept" | "conflict" | "refused";

export interface Answer<R> {
  status: number;
  body: R & { number: number; message?: string };
}

export interface Store {
  get(): Kept | null;
  set(kept: Kept): void;
  clear(): void;
}

export function localStore(key: string, storage: Storage = localStorage): Store {
  return {
    get() {
      try {
        return JSON.parse(storage.getItem(key) ?? "null") as Kept | null;
      } catch {
        return null;
      }
    },
    set(kept) {
      try {
        storage.setItem(key, JSON.stringify(kept));
      } catch {
        // Full or forbidden: the copy in memory is still tried again and again.
      }
    },
    clear: () => storage.removeItem(key),
  };
}

const IDLE_MS = 1200;
const LONGEST_MS = 8000;
const AGAIN_MS = 10000;

export class Saver<R> {
  state: SaveState = "saved";
  at = Date.now();
  message = "";
  #base: number;
  #waiting: Omit<Sent, "base"> | null = null;
  #since = 0;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    base: number,
    private store: Store,
    private send: (sent: Sent) => Promise<Answer<R>>,
    private onChange: (saver: Saver<R>, answer: R | null) => void,
  ) {
    this.#base = base;
  }

  get base(): number {
    return this.#base;
  }

  get isClean(): boolean {
    return this.#waiting === null && !this.#busy;
  }

  /** Take a change: keep it here now, send it after a pause in typing. */
  take(blocks: unknown, goal: string): void {
    const fork = this.#waiting?.fork;
    this.#waiting = fork ? { blocks, goal, fork } : { blocks, goal };
    this.#since ||= Date.now();
    this.store.set({ base: this.#base, blocks, goal, at: Date.now() });
    if (this.state === "conflict") return;
    if (this.state !== "kept") this.#tell("saving");
    this.#plan(Math.min(IDLE_MS, Math.max(0, this.#since + LONGEST_MS - Date.now())));
  }

  /** Send now what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#busy || !this.#waiting || this.state === "conflict") return;
    const sent = this.#waiting;
    this.#waiting = null;
    this.#busy = true;
    let answer: Answer<R> | null = null;
    try {
      answer = await this.send({ base: this.#base, ...sent });
    } catch {
      answer = null;
    }
    this.#busy = false;
    this.#receive(sent, answer);
  }

  /** After a conflict: put ours over the newer one (which stays in the history). */
  keepMine(number: number, blocks: unknown, goal: string): Promise<void> {
    this.#base = number;
    this.#waiting = { blocks, goal, fork: true };
    this.#tell("saving");
    return this.flush();
  }

  /** After a conflict: go on from the newer one. */
  takeTheirs(number: number): void {
    this.#base = number;
    this.#waiting = null;
    this.#since = 0;
    this.store.clear();
    this.#tell("saved");
  }

  #receive(sent: Omit<Sent, "base">, answer: Answer<R> | null): void {
    if (answer && answer.status < 300) {
      this.#base = answer.body.number;
      this.#since = 0;
      this.at = Date.now();
      if (this.#waiting) {
        this.store.set({ base: this.#base, blocks: this.#waiting.blocks, goal: this.#waiting.goal, at: Date.now() });
        this.#tell("saving", answer.body);
        this.#plan(IDLE_MS);
      } else {
        this.store.clear();
        this.#tell("saved", answer.body);
      }
      return;
    }
    this.#waiting ??= sent;
    this.message = answer?.body?.message ?? "";
    if (answer?.status === 409) return this.#tell("conflict", answer.body);
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return this.#tell("refused");
    this.at = Date.now();
    this.#tell("kept");
    this.#plan(AGAIN_MS);
  }

  #plan(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), wait);
  }

  #tell(state: SaveState, answer: R | null = null): void {
    this.state = state;
    this.onChange(this, answer);
  }
}
