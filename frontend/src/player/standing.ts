/** Why one can't go on just now, and what can be done about it. */
import type { Engine } from "./engine";
import { say } from "./words";

export interface Ways {
  takeOver(): void;
  takeTab(): void;
  seal(): void;
}

export function button(text: string, run: () => void, label = ""): HTMLButtonElement {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: text });
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", run);
  return made;
}

function words({ standing, kept }: Engine, isOver: boolean): string {
  if (kept.clock.paused) return say("paused");
  if (standing === "locked") return say("locked", { why: kept.clock.lock_reason });
  if (standing === "elsewhere" || standing === "otherTab") return say(standing);
  if (standing === "signedOut") return say("signIn");
  if (standing === "broken") return say("broken");
  return kept.wants_submit ? say(isOver ? "overWait" : "submitWait") : "";
}

/** Fill the box, anew only when its words change: a focused button keeps its focus. */
export function showStanding(box: HTMLElement, engine: Engine, isOver: boolean, ways: Ways): void {
  const { standing, kept } = engine;
  const text = words(engine, isOver);
  if (box.dataset.words === text) return;
  box.dataset.words = text;
  box.hidden = !text;
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  if (standing === "elsewhere") box.append(button(say("takeOver"), ways.takeOver));
  if (standing === "otherTab") box.append(button(say("takeTab"), ways.takeTab));
  if (standing === "signedOut") {
    const link = Object.assign(document.createElement("a"), { className: "btn", href: "/tai-khoan/login/", target: "_blank", rel: "opener", textContent: say("signInLink") });
    box.append(link, button(say("again"), () => void engine.wake()));
  }
  if (kept.wants_submit && !isOver) box.append(button(say("again"), () => void engine.submit()));
  if (kept.wants_submit) box.append(button("↓", ways.seal, say("sealed")));
}
