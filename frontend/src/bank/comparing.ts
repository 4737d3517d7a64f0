/** Two versions side by side: blocks that stand on one side only are marked. */

const BLOCKS = ".q-text, .opt, .statements > li, .answer-said, .match li, .order-list > li, .labels > li, .solution .prose, .key-note, .stimulus, .question > .prose";

export function startComparing(root: ParentNode = document): void {
  for (const pair of root.querySelectorAll<HTMLElement>("[data-compare]")) {
    const then = pair.querySelector<HTMLElement>("[data-then]");
    const now = pair.querySelector<HTMLElement>("[data-now]");
    if (then && now) mark(then, now);
  }
}

export function mark(then: HTMLElement, now: HTMLElement): void {
  const [old, fresh] = [blocks(then), blocks(now)];
  const [oldTexts, freshTexts] = [new Set(old.map(text)), new Set(fresh.map(text))];
  for (const block of old) block.classList.toggle("went", !freshTexts.has(text(block)));
  for (const block of fresh) block.classList.toggle("came", !oldTexts.has(text(block)));
}

function blocks(side: HTMLElement): HTMLElement[] {
  return [...side.querySelectorAll<HTMLElement>(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
}

/** What a block says, with whether it is the key: a key that moved is a change too. */
function text(block: HTMLElement): string {
  const pictures = [...block.querySelectorAll("[data-file]")].map((one) => one.getAttribute("data-file"));
  return [(block.textContent ?? "").replace(/\s+/g, " ").trim(), ...pictures, block.classList.contains("right") ? "✓" : ""].join("|");
}
