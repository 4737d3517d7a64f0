/** Undo and redo over whole drafts. Typing in one block within a moment is one step. */
export interface Moment<T> {
  state: T;
  where: string;
}

const PAUSE_MS = 900;
const DEPTH = 200;

export class History<T> {
  #past: Moment<string>[] = [];
  #future: Moment<string>[] = [];
  #now: Moment<string>;
  #touched = 0;

  constructor(state: T, private clock: () => number = () => Date.now()) {
    this.#now = { state: JSON.stringify(state), where: "" };
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Note the present state; says whether it differs from the last one. `where` is the block being typed in, "" for an act. */
  note(state: T, where = ""): boolean {
    const json = JSON.stringify(state);
    if (json === this.#now.state) return false;
    const now = this.clock();
    const continues = where !== "" && where === this.#now.where && now - this.#touched < PAUSE_MS && this.#past.length > 0;
    if (!continues) {
      this.#past.push(this.#now);
      if (this.#past.length > DEPTH) this.#past.shift();
    }
    this.#future = [];
    this.#now = { state: json, where };
    this.#touched = now;
    return true;
  }

  undo(): T | null {
    return this.#step(this.#past, this.#future);
  }

  redo(): T | null {
    return this.#step(this.#future, this.#past);
  }

  #step(from: Moment<string>[], to: Moment<string>[]): T | null {
    const moment = from.pop();
    if (!moment) return null;
    to.push(this.#now);
    this.#now = { state: moment.state, where: "" };
    this.#touched = 0;
    return JSON.parse(moment.state) as T;
  }
}
