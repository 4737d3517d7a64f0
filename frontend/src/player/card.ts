/** One question on the screen: its head, passage, the question itself, what its part asks for. */
import { icon } from "../icons";
import type { Question } from "./types";
import { say } from "./words";

const number = (text: string): string => {
  const value = String(Number(text));
  return document.documentElement.lang.startsWith("en") ? value : value.replace(".", ",");
};

/** Return the card and the question's own element; `instruction` stands above the first question of a part. */
export function card(question: Question, instruction: string, flag: () => void): [HTMLElement, HTMLElement | null] {
  const form = document.createElement("form");
  form.className = "question-card lesson";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.innerHTML = `<div class="q-head"><h1 tabindex="-1"></h1><span class="chip"></span><button type="button" class="flag" data-flag></button></div>`;
  form.querySelector("h1")!.textContent = say("question", { number: question.number });
  form.querySelector(".chip")!.textContent = say("points", { points: number(question.points) });
  const flagButton = form.querySelector("[data-flag]")!;
  flagButton.append(icon("flag", "s"), ` ${say("flag")}`);
  flagButton.addEventListener("click", flag);
  if (instruction) form.append(Object.assign(document.createElement("p"), { className: "small muted", textContent: instruction }));
  if (question.stimulus) {
    const passage = Object.assign(document.createElement("div"), { className: "stimulus prose" });
    passage.innerHTML = question.stimulus;
    form.append(passage);
  }
  const body = document.createElement("div");
  body.innerHTML = question.html;
  form.append(body);
  return [form, body.querySelector<HTMLElement>("[data-question]")];
}
