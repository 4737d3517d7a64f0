/** Keys that move and answer, the network, and the signals a proctor may see: away from the page, copied, pasted, printed. */
import type { Engine } from "./engine";
import type { Question } from "./types";

export interface Acts {
  /** The question on the screen. */
  shown(): Question | undefined;
  step(by: number): void;
  flag(question: Question): void;
  mayAnswer(question: Question): boolean;
  /** Take what is on the screen. */
  take(): void;
  paint(): void;
  /** The network or the reader is back. */
  wake(): void;
}

const LEAST_AWAY_SECONDS = 2;
const TYPED = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], .stage";

export class Listening {
  #away = 0;

  constructor(
    private player: HTMLElement,
    private engine: Engine,
    private acts: Acts,
  ) {}

  bind(wantsFullscreen: boolean, signal: AbortSignal): void {
    const { acts, engine } = this;
    const on = (target: Window | Document, name: string, run: (event: Event) => void): void => target.addEventListener(name, run, { signal });
    const inStage = (event: Event): boolean => !!(event.target as Element).closest?.("[data-stage]");
    on(window, "online", () => acts.wake());
    on(window, "offline", () => ((engine.online = false), acts.paint()));
    on(window, "pagehide", () => acts.take());
    on(window, "blur", () => (this.#away ||= Date.now()));
    on(window, "focus", () => this.#back());
    on(document, "visibilitychange", () => {
      if (!document.hidden) return this.#back(), acts.wake();
      acts.take();
      this.#away ||= Date.now();
    });
    on(document, "paste", (event) => inStage(event) && this.#signal("paste"));
    on(document, "copy", (event) => inStage(event) && this.#signal("copy"));
    on(window, "beforeprint", () => this.#signal("print"));
    on(document, "fullscreenchange", () => wantsFullscreen && !document.fullscreenElement && this.#signal("fullscreen"));
    on(document, "keydown", (event) => this.#keys(event as KeyboardEvent));
  }

  #signal(kind: string, seconds = 0): void {
    if (!this.engine.kept) return; // the attempt is still being opened
    const position = this.acts.shown()?.position;
    this.engine.signal({ kind, ...(seconds ? { seconds } : {}), ...(position ? { position } : {}) });
  }

  #back(): void {
    if (!this.#away) return;
    const seconds = Math.round((Date.now() - this.#away) / 1000);
    this.#away = 0;
    if (seconds >= LEAST_AWAY_SECONDS) this.#signal("blur", seconds);
  }

  /** Arrows and j/k move, digits and letters choose an option, f flags; never while somebody types. */
  #keys(event: KeyboardEvent): void {
    const { acts } = this;
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || target.closest(TYPED)) return;
    const isRadio = target instanceof HTMLInputElement && target.type === "radio";
    if ((event.key === "ArrowRight" && !isRadio) || event.key === "j") return event.preventDefault(), acts.step(1);
    if ((event.key === "ArrowLeft" && !isRadio) || event.key === "k") return event.preventDefault(), acts.step(-1);
    const question = acts.shown();
    if (event.key === "f" && question && !"abcdef".includes(question.kind)) return acts.flag(question);
    const options = [...this.player.querySelectorAll<HTMLInputElement>("[data-stage] .opts input")];
    const place = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : /^[a-e]$/i.test(event.key) ? event.key.toLowerCase().charCodeAt(0) - 97 : -1;
    if (options[place] && question && acts.mayAnswer(question)) options[place]!.click();
  }
}
