import { flush, keep, onSent, type Waiting } from "./outbox";

/** A tap on the heart shows at once; what stands in the end is said to the server when it can be. Without script the form posts. */
export function startReactions(person: string): () => void {
  const submit = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-react]")) return;
    event.preventDefault();
    const button = form.querySelector("button")!;
    const wanted = button.getAttribute("aria-pressed") !== "true";
    show(form, wanted);
    const kind = (form.elements.namedItem("kind") as HTMLInputElement).value || "like";
    const url = form.getAttribute("action")!;
    const one: Waiting = { id: `react:${person}:${url}`, person, what: "react", url, fields: [["kind", kind], ["wanted", wanted ? "1" : "0"]], at: Date.now() };
    void keep(one).then(() => flush(person));
  };
  const stop = onSent(({ one, outcome, answer }) => {
    if (one.what !== "react" || outcome !== "sent") return;
    const form = document.querySelector<HTMLFormElement>(`form[data-react][action="${one.url}"]`);
    const count = form?.querySelector("[data-count]");
    if (count && typeof answer.count === "number") count.textContent = String(answer.count);
  });
  document.addEventListener("submit", submit);
  return () => {
    stop();
    document.removeEventListener("submit", submit);
  };
}

export function show(form: HTMLFormElement, wanted: boolean): void {
  const button = form.querySelector("button")!;
  const count = form.querySelector("[data-count]")!;
  if ((button.getAttribute("aria-pressed") === "true") === wanted) return;
  button.setAttribute("aria-pressed", String(wanted));
  count.textContent = String(Math.max(0, Number(count.textContent) + (wanted ? 1 : -1)));
}
