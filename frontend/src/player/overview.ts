/** The overview of a test: a number for each question, under the names of the parts where these have minutes of their own. */
import { icon } from "../icons";
import type { Pack, Question } from "./types";
import { say } from "./words";

/** How a question stands, as the overview shows it. `mayOpen`: it can be gone to now. */
export interface Place {
  question: Question;
  isDone: boolean;
  isFlagged: boolean;
  isShown: boolean;
  mayOpen: boolean;
  /** In practice: `right`, `wrong` once settled. */
  verdict: string;
}

export interface Acts {
  go(place: number): void;
  submit(): void;
  tools(): void;
}

function number(one: Place, go: () => void): HTMLButtonElement {
  const verdict = one.verdict ? ` ${one.verdict}` : "";
  const button = Object.assign(document.createElement("button"), { type: "button", className: `qn${one.isDone ? " y" : ""}${verdict}`, textContent: String(one.question.number) });
  const words = [say("question", { number: one.question.number }), say(one.isDone ? "legendDone" : "legendOpen")];
  if (one.verdict) words.push(say(one.verdict === "right" ? "rightShort" : "wrongShort"));
  if (one.isFlagged) words.push(say("legendFlag"));
  button.setAttribute("aria-label", words.join(", "));
  if (one.isShown) button.setAttribute("aria-current", "true");
  if (one.isFlagged) {
    const flag = Object.assign(document.createElement("span"), { className: "fl" });
    flag.append(icon("flag", "xs"));
    button.append(flag);
  }
  button.disabled = !one.mayOpen;
  button.addEventListener("click", go);
  return button;
}

function grids(places: Place[], parts: Pack["parts"], isTimed: boolean, acts: Acts): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (const part of isTimed ? parts : [null]) {
    const grid = Object.assign(document.createElement("div"), { className: "qgrid" });
    places.forEach((one, place) => {
      if (!part || one.question.part === part.key) grid.append(number(one, () => acts.go(place)));
    });
    if (part) found.push(Object.assign(document.createElement("h3"), { className: "qgrid-part", textContent: part.title }));
    found.push(grid);
  }
  return found;
}

function legend(): HTMLElement {
  const line = Object.assign(document.createElement("p"), { className: "legend qgrid-legend" });
  for (const [name, word] of [["l1", "legendDone"], ["", "legendOpen"], ["l2", "legendFlag"]] as const) {
    const mark = Object.assign(document.createElement("span"), { textContent: ` ${say(word)}` });
    mark.prepend(Object.assign(document.createElement("i"), { className: name }));
    line.append(mark);
  }
  return line;
}

export function overview(places: Place[], parts: Pack["parts"], isTimed: boolean, acts: Acts): HTMLElement {
  const box = document.createElement("div");
  const done = places.filter((one) => one.isDone).length;
  const button = (className: string, text: string, press: () => void): HTMLButtonElement => {
    const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
    made.addEventListener("click", press);
    return made;
  };
  box.append(
    Object.assign(document.createElement("p"), { className: "small muted", textContent: say("standing", { done, left: places.length - done }) }),
    ...grids(places, parts, isTimed, acts),
    legend(),
    button("btn btn-line btn-block", `${say("submit")}…`, acts.submit),
    Object.assign(document.createElement("p"), { className: "xs muted mid-text", textContent: say("asksAgain") }),
    button("btn btn-block", say("tools"), acts.tools),
  );
  return box;
}
