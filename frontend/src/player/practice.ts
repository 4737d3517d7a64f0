/** Practice: right or wrong at once, hints one after another. The server says; nothing of the key is on the device. */
import { post } from "./net";
import type { Pack, Question } from "./types";
import { say } from "./words";

export function practice(card: HTMLElement, question: Question, rules: Pack["rules"], url: string, read: () => unknown): void {
  const foot = document.createElement("div");
  foot.className = "btns practice";
  const reply = Object.assign(document.createElement("div"), { className: "reply", hidden: true });
  reply.setAttribute("role", "status");
  const ask = async (body: Record<string, unknown>): Promise<void> => {
    try {
      const said = await post<{ is_right?: boolean; ratio?: number; feedback?: string; explanation?: string; hint?: string }>(url, { position: question.position, ...body });
      reply.hidden = false;
      reply.className = `reply ${said.hint ? "" : said.is_right ? "reply-ok" : "reply-no"}`;
      const word = said.hint ? "" : said.is_right ? say("right") : said.ratio ? say("partly") : say("wrong");
      reply.innerHTML = `<div><b></b><div class="prose"></div></div>`;
      reply.querySelector("b")!.textContent = word;
      reply.querySelector(".prose")!.innerHTML = said.hint ?? `${said.feedback ?? ""}${said.explanation ?? ""}`;
    } catch (problem) {
      reply.hidden = false;
      reply.textContent = problem instanceof Error ? problem.message : "";
    }
  };
  let hint = 0;
  if (rules.hints && question.hints) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say("hint") });
    button.addEventListener("click", () => void ask({ hint: Math.min(hint++, question.hints - 1) }));
    foot.append(button);
  }
  if (rules.feedback) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-soft", textContent: say("check") });
    button.addEventListener("click", () => void ask({ response: read() }));
    foot.append(button);
  }
  card.append(foot, reply);
}
