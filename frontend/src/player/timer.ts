/** The clock in sight: the time of the test, or of the section that is open; says once when it runs out, and when a section is over. */
import { clockWords } from "./clock";
import type { Engine } from "./engine";
import { say } from "./words";

const WARN_MINUTES = [10, 5, 1];

export interface Bell {
  /** For those who can't see the clock. */
  announce(text: string): void;
  /** In sight, and aloud. */
  note(face: string, text: string): void;
  title(section: string): string;
  sectionOver(before: string, now: string): void;
  over(): void;
}

export class Timer {
  #warned = new Set<string>();
  #section: string | null = null;

  constructor(
    private player: HTMLElement,
    private engine: Engine,
    private bell: Bell,
  ) {}

  /** Begin anew with what is open now: nothing has been said of it yet. */
  start(): void {
    this.#section = this.engine.section()?.key ?? "";
  }

  tick(): void {
    if (!this.engine.kept) return;
    const { started, deadline } = this.engine.kept.clock;
    const [left, section] = [this.engine.left(), this.engine.section()];
    const shown = section ? this.engine.sectionLeft() : left;
    const box = this.player.querySelector<HTMLElement>("[data-timer]")!;
    box.hidden = shown === null;
    if (left === null || shown === null) return;
    const whole = section ? section.closes - section.opens : started !== null && deadline !== null ? deadline - started : 0;
    const minutes = Math.ceil(shown / 60_000);
    this.player.querySelector("[data-clock]")!.textContent = clockWords(shown);
    box.querySelector<SVGElement>("[data-ring]")?.setAttribute("stroke-dasharray", `${whole ? (100 * shown) / whole : 0} 100`);
    box.classList.toggle("soon", minutes <= (section ? 1 : 5));
    if (this.#section === null || !this.engine.pack) return;
    if (shown > 0) this.#warn(minutes, whole, section?.key ?? "");
    if (section && section.key !== this.#section && left > 0) {
      const before = this.#section;
      this.#section = section.key;
      this.bell.sectionOver(before, section.key);
    }
    if (left === 0 && this.engine.standing !== "ended" && !this.engine.kept.clock.paused) this.bell.over();
  }

  /** Once for each mark; of a section that another one follows only the last minute, in sight. */
  #warn(minutes: number, whole: number, section: string): void {
    for (const mark of section ? [1] : WARN_MINUTES) {
      const key = `${section}:${mark}`;
      if (minutes !== mark || this.#warned.has(key) || whole <= mark * 60_000) continue;
      this.#warned.add(key);
      const isLast = section === this.engine.kept.clock.sections?.at(-1)?.key;
      if (section && !isLast) this.bell.note("clock", say("sectionMinute", { title: this.bell.title(section) }));
      else this.bell.announce(say("minutesLeft", { count: mark }));
    }
  }
}
