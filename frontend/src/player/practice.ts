/** Practice: right or wrong at once, hints at their price. The server counts and decides; nothing of the key is on the device. */
import { icon } from "../icons";
import { NetProblem } from "./net";
import type { Pack, Practised, Progress, Question } from "./types";
import { say } from "./words";

export interface Said {
  is_right?: boolean;
  ratio?: number;
  feedback?: string;
  explanation?: string;
  key?: string;
  hint?: string;
  progress: Progress;
  mastered: boolean;
  end?: string;
}

/** What practice asks of the player: `ask` goes to the server, `lock` fixes the answer, `mastered` ends the practice. */
export interface Desk {
  read(): unknown;
  stands(): Practised | undefined;
  ask(body: Record<string, unknown>): Promise<Said>;
  lock(): void;
  mastered(end: string): void;
}

const percent = (ratio: number): string => String(Math.round(ratio * 100));

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), { className, textContent: text }) as HTMLElementTagNameMap[K];
}

export class Practice {
  #hints = make("div", "practice-hints");
  #reply = make("div", "reply");
  #state = make("p", "small muted practice-state");
  #foot = make("div", "btns practice");
  #hint: HTMLButtonElement | null = null;
  #check: HTMLButtonElement | null = null;
  #shown = 0;

  constructor(
    card: HTMLElement,
    private question: Question,
    private rules: Pack["rules"],
    private desk: Desk,
  ) {
    this.#reply.hidden = true;
    this.#reply.setAttribute("role", "status");
    if (rules.hints && question.hints) this.#hint = this.#button("btn", "bulb", () => void this.#takeHint());
    if (rules.feedback && question.checks) this.#check = this.#button("btn btn-soft", "check", () => void this.#try());
    card.append(this.#hints, this.#foot, this.#state, this.#reply);
    this.#paint();
    void this.#recall();
  }

  #button(className: string, face: string, press: () => void): HTMLButtonElement {
    const button = make("button", className);
    button.type = "button";
    button.append(icon(face, "s"), make("span", ""));
    button.addEventListener("click", press);
    this.#foot.append(button);
    return button;
  }

  /** After a reload or on another device: hints taken are shown again, a settled question says again how it went. */
  async #recall(): Promise<void> {
    const known = this.desk.stands();
    for (let number = 0; number < (known?.hints ?? 0); number++) await this.#showHint(number);
    if (known?.settled) await this.#ask({});
  }

  async #try(): Promise<void> {
    const said = await this.#ask({ response: this.desk.read() });
    this.#reply.scrollIntoView?.({ block: "nearest", behavior: "smooth" });
    if (said?.mastered) this.desk.mastered(said.end ?? "");
  }

  async #takeHint(): Promise<void> {
    await this.#showHint(this.#shown);
    this.#hints.lastElementChild?.scrollIntoView?.({ block: "nearest", behavior: "smooth" });
  }

  async #showHint(number: number): Promise<void> {
    const said = await this.#ask({ hint: number });
    if (!said?.hint) return;
    this.#shown = number + 1;
    const box = make("div", "reply practice-hint");
    const text = make("div", "");
    text.append(make("b", "", say("hintNo", { number: number + 1 })));
    const prose = make("div", "prose");
    prose.innerHTML = said.hint;
    text.append(prose);
    box.append(icon("bulb"), text);
    this.#hints.append(box);
    this.#paint();
  }

  async #ask(body: Record<string, unknown>): Promise<Said | null> {
    for (const button of [this.#hint, this.#check]) if (button) button.disabled = true;
    try {
      const said = await this.desk.ask({ position: this.question.position, ...body });
      if (said.hint === undefined) this.#tell(said);
      return said;
    } catch (problem) {
      const isNet = !(problem instanceof NetProblem) || problem.fault !== "refused";
      this.#put("", "info", isNet ? say("checkOffline") : problem.message);
      return null;
    } finally {
      this.#paint();
    }
  }

  #tell(said: Said): void {
    const stands = this.desk.stands();
    const word = said.is_right ? say("right") : stands?.settled ? say("noTries") : said.ratio ? say("partly") : say("wrong");
    this.#put(said.is_right ? "reply-ok" : "reply-no", said.is_right ? "done" : "info", word, `${said.feedback ?? ""}${said.explanation ?? ""}`, said.key ? say("key", { key: said.key }) : "");
  }

  #put(className: string, face: string, word: string, html = "", key = ""): void {
    const text = make("div", "");
    text.append(make("b", "", word));
    if (key) text.append(make("p", "practice-key", key));
    const prose = make("div", "prose");
    prose.innerHTML = html;
    if (html) text.append(prose);
    this.#reply.className = `reply ${className}`;
    this.#reply.hidden = false;
    this.#reply.replaceChildren(icon(face), text);
  }

  #paint(): void {
    const stands = this.desk.stands();
    const isSettled = stands?.settled ?? false;
    if (isSettled) this.desk.lock();
    const hintsLeft = this.question.hints - this.#shown;
    if (this.#hint) {
      this.#hint.disabled = false;
      this.#hint.hidden = isSettled || hintsLeft <= 0;
      this.#hint.lastElementChild!.textContent = say(this.#shown ? "hintMore" : "hint");
    }
    if (this.#check) {
      this.#check.disabled = false;
      this.#check.hidden = isSettled;
      this.#check.lastElementChild!.textContent = say(stands?.tries ? "checkAgain" : "check");
    }
    const left = stands ? stands.left : this.rules.tries || null;
    const lines = [this.#check && !isSettled && left !== null ? say("triesLeft", { count: left }) : "", this.#hint && !this.#hint.hidden && this.rules.hint_cost ? say("hintCost", { percent: percent(this.rules.hint_cost) }) : ""];
    this.#state.textContent = lines.filter(Boolean).join(" ");
    this.#state.hidden = !this.#state.textContent;
  }
}
