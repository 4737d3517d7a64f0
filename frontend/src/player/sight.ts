/** What is always in sight: the save state, how many are done, the steps, the overview at the side. */
import { icon } from "../icons";
import { dayTime } from "./clock";
import { dialog } from "./dialogs";
import type { Engine } from "./engine";
import type { Question } from "./types";
import { say } from "./words";

/** What the player knows of the questions it shows. */
export interface View {
  questions: Question[];
  shown: number;
  isDone(question: Question): boolean;
  mayGoBack: boolean;
  endsSection: boolean;
  /** The overview as it is now. */
  grid(): HTMLElement;
}

export class Sight {
  constructor(
    private player: HTMLElement,
    private engine: Engine,
  ) {}

  #of<T extends HTMLElement = HTMLElement>(name: string): T {
    return this.player.querySelector<T>(`[data-${name}]`)!;
  }

  paint(view: View): void {
    const { engine, player } = this;
    const { kept } = engine;
    this.#saved();
    this.#steps(view);
    this.#ticks(view);
    this.#side(view);
    player.classList.toggle("text-l", kept.size === "l");
    player.classList.toggle("text-xl", kept.size === "xl");
    const question = view.questions[view.shown];
    this.#of("stage").inert = view.questions.length > 0 && !(question ? engine.mayAnswer(question.part) : engine.mayWrite);
  }

  #saved(): void {
    const { kept, online } = this.engine;
    const save = this.#of("save");
    const waiting = kept.unsent.length;
    const isKept = waiting > 0 && !online;
    save.className = `save-state ${isKept ? "kept" : "kept-ok"}`;
    save.replaceChildren(icon(isKept ? "off" : "kept", "s"), isKept ? say("kept", { time: dayTime(kept.unsent[0]!.made_at_ms) }) : waiting ? say("sending") : kept.saved_at ? say("saved", { time: dayTime(kept.saved_at) }) : Object.keys(kept.answers).length ? say("before") : say("nothing"));
    this.#of("offline").hidden = online;
    this.#of("unsent").textContent = waiting ? say("unsent", { count: new Set(kept.unsent.flatMap((one) => Object.keys(one.answers))).size }) : "";
    document.documentElement.dataset.net = online ? "on" : "off";
  }

  #steps({ questions, shown, isDone, mayGoBack, endsSection }: View): void {
    const { flags, practice } = this.engine.kept;
    const all = questions.length;
    const run = practice?.wanted ? ` · ${say("run", { run: Math.min(practice.run, practice.wanted), wanted: practice.wanted })}` : "";
    this.#of("done").textContent = all ? say("done", { done: questions.filter(isDone).length, all }) + run : "";
    const question = questions[shown];
    this.player.querySelector("[data-flag]")?.setAttribute("aria-pressed", String(!!question && flags.includes(question.position)));
    this.#of("at").textContent = all ? say("at", { number: shown + 1, all }) : "";
    this.player.querySelector<HTMLElement>('[data-go="1"] span')!.textContent = say(shown === all - 1 ? "review" : endsSection ? "nextPart" : "next");
    this.player.querySelector<HTMLButtonElement>('[data-go="-1"]')!.disabled = !mayGoBack;
  }

  #ticks({ questions, shown, isDone }: View): void {
    const ticks = this.#of("ticks");
    if (ticks.childElementCount !== questions.length) ticks.replaceChildren(...questions.map(() => document.createElement("i")));
    questions.forEach((one, place) => (ticks.children[place]!.className = `${isDone(one) ? "y" : ""}${place === shown ? " c" : ""}`));
  }

  #side({ grid }: View): void {
    const side = this.#of("side");
    const fresh = grid();
    // Drawn anew only when it differs: a focused number keeps its focus.
    if (side.firstElementChild?.innerHTML !== fresh.innerHTML) {
      const focused = side.contains(document.activeElement) ? document.activeElement?.textContent : null;
      side.replaceChildren(fresh);
      if (focused) [...side.querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
    }
    const open = dialog("tong-quan");
    if (open.open) open.querySelector("[data-overview-body]")!.replaceChildren(grid());
  }
}
