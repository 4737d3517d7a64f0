const SOON_MS = 250;

/** Looking for lessons and tests to share without leaving the page; what is ticked stays while one looks on. Without script the form posts. */
export function startCardPick(pick: HTMLElement): void {
  const input = pick.querySelector<HTMLInputElement>("input[type=search]")!;
  const button = pick.querySelector<HTMLButtonElement>("button[value=tim]")!;
  const chosen = pick.querySelector<HTMLElement>("[data-chosen]")!;
  const found = pick.querySelector<HTMLElement>("[data-found]")!;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    const mine = ++asked;
    const answer = await fetch(`${pick.dataset.cardPick}?q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    for (const box of found.querySelectorAll<HTMLInputElement>("input:checked")) chosen.append(box.closest("li")!);
    const known = new Set([...chosen.querySelectorAll<HTMLInputElement>("input")].map((box) => box.value));
    found.replaceChildren(...[...holder.content.children].filter((row) => !known.has(row.querySelector("input")?.value ?? "")));
  };
  button.type = "button"; // Enter in the form's other fields publishes; here it looks
  button.addEventListener("click", () => void look());
  input.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), void look()));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), SOON_MS);
  });
}
