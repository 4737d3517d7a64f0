import { icon } from "../icons";
import { writeCount } from "./counts";
import { flush, keep, onSent, type Waiting } from "./outbox";

/** A tap shows at once; what stands in the end is said to the server when it can be. Without script the forms post. */
export function startReactions(person: string): () => void {
  const submit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    const chosen = event.submitter as HTMLButtonElement | null;
    if (!form.matches("form[data-react]") || !chosen) return;
    event.preventDefault();
    const wanted = chosen.getAttribute("aria-pressed") !== "true";
    show(form.closest("article") ?? document.body, chosen.value, wanted);
    form.closest("details")?.removeAttribute("open");
    const url = form.getAttribute("action")!;
    const one: Waiting = { id: `react:${person}:${url}`, person, what: "react", url, fields: [["kind", chosen.value], ["wanted", wanted ? "1" : "0"]], at: Date.now() };
    void keep(one).then(() => flush(person));
  };
  const stop = onSent(({ one, outcome, answer }) => {
    if (one.what !== "react" || outcome !== "sent") return;
    const count = document.querySelector(`form[data-react][action="${one.url}"] [data-count]`);
    if (count && typeof answer.count === "number") writeCount(count, answer.count);
  });
  document.addEventListener("submit", submit);
  return () => {
    stop();
    document.removeEventListener("submit", submit);
  };
}

/** Show one's own reaction on a post: its face on the button, the choice pressed, the count as it will be. */
export function show(post: Element, kind: string, wanted: boolean): void {
  const main = post.querySelector<HTMLButtonElement>("form[data-react] .act")!;
  const count = main.querySelector("[data-count]")!;
  const had = main.getAttribute("aria-pressed") === "true";
  let face = "";
  for (const choice of post.querySelectorAll<HTMLButtonElement>("button.face")) {
    const stands = wanted && choice.value === kind;
    choice.setAttribute("aria-pressed", String(stands));
    if (stands && kind !== "like") face = choice.firstChild?.textContent ?? "";
  }
  main.setAttribute("aria-pressed", String(wanted));
  main.value = wanted ? kind : "like";
  main.querySelector(".face")?.replaceChildren(face || icon("heart", "s"));
  if (had !== wanted) writeCount(count, Math.max(0, Number(count.textContent) + (wanted ? 1 : -1)));
}
