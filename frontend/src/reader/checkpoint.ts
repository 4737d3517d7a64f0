/** One checkpoint on the page: reading the answer, showing the mark. */
import type { Seal } from "./seal";

export function sealOf(form: HTMLFormElement): Seal | null {
  try {
    return JSON.parse(form.dataset.seal ?? "") as Seal;
  } catch {
    return null;
  }
}

/** The answer in the form the server expects, or null when nothing has been chosen. */
export function answerOf(form: HTMLFormElement): unknown {
  const inputs = [...form.querySelectorAll<HTMLInputElement>("input:not([type=hidden])")];
  const checked = inputs.filter((input) => input.checked);
  switch (form.dataset.kind) {
    case "single":
      return checked[0]?.value ?? null;
    case "multiple":
      return checked.length ? checked.map((input) => input.value) : null;
    case "true_false": {
      const asked = new Set(inputs.map((input) => input.dataset.option));
      return checked.length === asked.size ? Object.fromEntries(checked.map((input) => [input.dataset.option, input.value === "1"])) : null;
    }
    default:
      return inputs[0]?.value.trim() || null;
  }
}

/** Put a kept answer back into its form. */
export function fill(form: HTMLFormElement, answer: unknown): void {
  const chosen = typeof answer === "string" ? [answer] : Array.isArray(answer) ? answer.map(String) : [];
  for (const input of form.querySelectorAll<HTMLInputElement>("input:not([type=hidden])")) {
    if (input.type === "radio" && input.dataset.option) {
      input.checked = String(Number((answer as Record<string, boolean>)?.[input.dataset.option] ?? -1)) === input.value;
    } else if (input.type === "radio" || input.type === "checkbox") input.checked = chosen.includes(input.value);
    else input.value = String(answer ?? "");
    input.closest(".opt")?.classList.toggle("chosen", input.checked);
  }
}

/** Show right, wrong or "kept until there is a network"; `text` is clean HTML of the page's own author. */
export function show(form: HTMLFormElement, state: "right" | "wrong" | "kept", text: string): void {
  form.classList.add("answered");
  form.classList.toggle("is-right", state === "right");
  for (const reply of form.querySelectorAll<HTMLElement>("[data-reply]")) {
    reply.hidden = reply.dataset.reply !== state;
    const place = reply.querySelector<HTMLElement>("[data-text]");
    if (!reply.hidden && place) place.innerHTML = text;
  }
}
