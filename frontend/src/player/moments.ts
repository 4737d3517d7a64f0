/** The clock of an attempt, as the server rules it: how much time is left, of the test and of the section that is open. */
import { openAt, type SectionTime } from "./sections";
import type { Kept } from "./types";

export class Moments {
  constructor(
    private kept: () => Kept,
    private now: () => number,
  ) {}

  serverNow(): number {
    return this.now() + this.kept().offset;
  }

  /** The moment that counts: a paused clock stands. */
  #moment(): number {
    const { paused, paused_at } = this.kept().clock;
    return paused && paused_at ? paused_at : this.serverNow();
  }

  /** Milliseconds left, null without a limit; it is over with the last section too. */
  left(): number | null {
    const { deadline, sections } = this.kept().clock;
    const ends = [deadline, sections?.at(-1)?.closes].filter((one): one is number => typeof one === "number");
    return ends.length ? Math.max(0, Math.min(...ends) - this.#moment()) : null;
  }

  /** The section open now; undefined where a test has none, or all are over. */
  section(): SectionTime | undefined {
    return openAt(this.kept().clock.sections, this.#moment());
  }

  /** Milliseconds left for the section that is open, null without one. */
  sectionLeft(): number | null {
    const open = this.section();
    return open ? Math.max(0, open.closes - this.#moment()) : null;
  }
}
