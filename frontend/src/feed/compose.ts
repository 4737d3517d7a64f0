import { say } from "../words";
import { startCardPick } from "./card-pick";
import { nameHints, startNaming } from "./naming";
import { forget, keep, toRewrite, waitingOf, type Waiting } from "./outbox";
import { carrySaid, saySaid } from "./said";

/** The writing page: what is published goes out without leaving the page; without a network it is kept with its files and goes out later. */
export function startCompose(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    const button = event.submitter as HTMLButtonElement | null;
    if (button?.value === "draft") return;
    event.preventDefault();
    void publish(form, button);
  });
}

async function publish(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const word = button?.textContent ?? "";
  if (button) button.textContent = say("sending");
  try {
    const answer = await fetch(form.dataset.url!, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status === 403) {
      await keepPost(form); // signed in again in another tab: the outbox sends it with the new token, or says why not
      return location.assign(form.dataset.back!);
    }
    if (answer.redirected) {
      if (page.querySelector("input[type=password]")) await keepPost(form); // signed out meanwhile: it goes out once signed in again
      else {
        await forget(String(new FormData(form).get("client_id")));
        carrySaid(page);
      }
      return location.assign(answer.url);
    }
    const fresh = page.querySelector("main");
    if (!fresh || answer.status !== 422) return form.submit();
    document.querySelector("main")!.replaceWith(fresh);
    fresh.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    start();
  } catch {
    await keepPost(form);
    location.assign(form.dataset.back!);
  } finally {
    delete form.dataset.busy;
    if (button) button.textContent = word;
  }
}

export async function keepPost(form: HTMLFormElement): Promise<Waiting> {
  const fields = [...new FormData(form).entries()].filter(([, value]) => !(value instanceof File) || value.size > 0);
  const id = String(fields.find(([name]) => name === "client_id")?.[1] ?? crypto.randomUUID());
  const person = form.dataset.person!;
  const known = (await waitingOf(person)).find((one) => one.id === id);
  const one: Waiting = { id, person, what: "post", url: form.dataset.url ?? location.pathname, fields, at: known?.at ?? Date.now() };
  await keep(one);
  return one;
}

/** Put a post that wasn't taken back into its form: every field by its name, files too; the id stays, so that it becomes one post. */
export function fillIn(form: HTMLFormElement, one: Waiting): void {
  const values = new Map<string, string[]>();
  const files = new DataTransfer();
  for (const [name, value] of one.fields) {
    if (value instanceof File) files.items.add(value);
    else values.set(name, [...(values.get(name) ?? []), value]);
  }
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("[name]")) {
    if (field.name === "csrfmiddlewaretoken") continue;
    const given = values.get(field.name) ?? [];
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) field.checked = given.includes(field.value);
    else if (field instanceof HTMLInputElement && field.type === "file") {
      field.files = files.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (given.length) {
      field.value = given.shift()!;
      if (field.type === "text" && field.value) unfold(field);
    }
  }
}

/** Open what a field with words in it is folded into. */
function unfold(field: Element): void {
  for (let fold = field.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
}

/** Names picked by `@` go with the form, so that of two people of one name the right one is meant; also when it is kept or sent as it is. */
function withHints(form: HTMLFormElement): void {
  startNaming(form, form.dataset.people!);
  form.addEventListener("submit", () => {
    const known = new Set([...form.querySelectorAll<HTMLInputElement>("input[name=hint]")].map((input) => input.value));
    for (const value of nameHints(form)) if (!known.has(value)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "hint", value }));
  });
}

function start(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-people]")) withHints(form);
  for (const pick of document.querySelectorAll<HTMLElement>("[data-card-pick]")) startCardPick(pick);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-compose]")) {
    startCompose(form);
    void toRewrite(form.dataset.person!).then((one) => one && fillIn(form, one)).catch(() => undefined);
  }
}

start();
saySaid();
