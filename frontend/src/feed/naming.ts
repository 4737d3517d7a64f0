interface Person {
  uuid: string;
  name: string;
  shown: string;
  label: string;
}
const SOON_MS = 200;
const TYPED = /(?:^|\s)@([^@\n]{1,40})$/;
const hints = new WeakMap<HTMLFormElement, string[]>();

/** The uuids of the people picked in a form, so that of two with one name the right one is meant. */
export function nameHints(form: HTMLFormElement): string[] {
  const known = hints.get(form) ?? [];
  hints.set(form, known);
  return known;
}

/** What is typed behind the last `@` before the caret; null when nobody is being named. */
export function typedName(text: string, caret: number): string | null {
  return TYPED.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The text with the name put where it is being typed, and where the caret stands then. */
export function withName(text: string, caret: number, name: string): [string, number] {
  const start = text.slice(0, caret).lastIndexOf("@") + 1;
  const before = `${text.slice(0, start)}${name} `;
  return [before + text.slice(caret).trimStart(), before.length];
}

/** `@` in the text area offers the people one may name: arrows, Enter, Escape, or a tap. */
export function startNaming(form: HTMLFormElement, url: string): () => void {
  const area = form.elements.namedItem("body") as HTMLTextAreaElement;
  const list = Object.assign(document.createElement("ul"), { className: "names card", hidden: true, id: "ten-goi-y" });
  list.setAttribute("role", "listbox");
  area.setAttribute("aria-controls", list.id);
  (area.closest(".field") ?? form).append(list);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const close = (): void => {
    list.hidden = true;
    list.replaceChildren();
  };
  const pick = (person: Person): void => {
    const [text, caret] = withName(area.value, area.selectionStart, person.name);
    area.value = text;
    area.focus();
    area.setSelectionRange(caret, caret);
    nameHints(form).push(person.uuid);
    close();
  };
  const offer = (people: Person[]): void => {
    list.replaceChildren(
      ...people.map((person, index) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", String(index === 0));
        option.append(Object.assign(document.createElement("b"), { textContent: person.shown }), Object.assign(document.createElement("small"), { textContent: person.label }));
        option.addEventListener("pointerdown", (event) => (event.preventDefault(), pick(person)));
        return option;
      }),
    );
    list.hidden = !people.length;
    found = people;
  };
  let found: Person[] = [];

  const ask = async (): Promise<void> => {
    const name = typedName(area.value, area.selectionStart);
    if (name === null) return close();
    const mine = ++asked;
    const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked) return;
    if (!answer?.ok) return close();
    offer(((await answer.json()) as { people: Person[] }).people);
  };
  const input = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), SOON_MS);
  };
  const keys = (event: KeyboardEvent): void => {
    if (list.hidden) return;
    const options = [...list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "Tab") pick(found[at]!);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
    } else return;
    event.preventDefault();
  };
  area.addEventListener("input", input);
  area.addEventListener("keydown", keys);
  area.addEventListener("blur", close);
  return () => {
    clearTimeout(timer);
    area.removeEventListener("input", input);
    area.removeEventListener("keydown", keys);
    area.removeEventListener("blur", close);
    list.remove();
  };
}
