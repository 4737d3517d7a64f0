/** Ticking questions in the list: the bar tells how many and for how many points, Shift ticks a run, rows keep their mark. */

const points = new Intl.NumberFormat("vi", { minimumFractionDigits: 1, maximumFractionDigits: 2 });

export function startPicking(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-bulk]")) bind(form);
}

function bind(form: HTMLFormElement): void {
  const bar = form.querySelector<HTMLElement>("[data-pickbar]");
  const word = bar?.querySelector<HTMLElement>("[data-chosen]");
  const sum = bar?.querySelector<HTMLElement>("[data-sum]");
  const all = bar?.querySelector<HTMLInputElement>("[data-all]");
  const acts = bar?.querySelector<HTMLElement>("[data-acts]");
  if (!bar || !word || !all || !acts) return;
  const boxes = [...form.querySelectorAll<HTMLInputElement>('input[name="cau"]')];
  let last: HTMLInputElement | null = null;
  all.hidden = false;

  function tell(): void {
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest(".q")?.classList.toggle("on", box.checked);
    word!.textContent = wording(word!.dataset, chosen.length);
    const total = chosen.reduce((so, box) => so + Number(box.dataset.points ?? 0), 0);
    if (sum) sum.textContent = total ? (sum.dataset.words ?? "").replace("%(points)s", points.format(total)) : "";
    all!.checked = chosen.length === boxes.length;
    all!.indeterminate = chosen.length > 0 && !all!.checked;
    acts!.hidden = !chosen.length;
    bar!.classList.toggle("some", chosen.length > 0);
  }

  form.addEventListener("click", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.name !== "cau") return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other) as [number, number];
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    tell();
  });
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  addEventListener("pageshow", tell); // the browser ticks again what was ticked when one comes back
  tell();
}

export function wording(words: DOMStringMap, count: number): string {
  if (!count) return words.none ?? "";
  return count === 1 ? (words.one ?? "") : (words.many ?? "").replace("%(count)s", String(count));
}
