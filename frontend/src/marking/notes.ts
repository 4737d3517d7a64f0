/** Remarks on an answer: over a stretch of its text (characters from 0, formulas count nothing) or pinned to a photo. */
export type Tone = "good" | "wrong" | "note";
export interface Note {
  from?: number;
  to?: number;
  x?: number;
  y?: number;
  page?: string;
  text: string;
  tone: Tone;
}

/** What the server did not count: formulas it draws, the numbers behind marks. */
const skipped = (node: Node): boolean => (node.parentElement?.closest("math, .note-number") ?? null) !== null;

function textNodes(root: HTMLElement): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) if (!skipped(walker.currentNode)) found.push(walker.currentNode as Text);
  return found;
}

/** How many characters (code points, as the server counts) stand before a place. */
function offsetOf(root: HTMLElement, node: Node, offset: number): number {
  let count = 0;
  for (const text of textNodes(root)) {
    const range = document.createRange();
    range.selectNodeContents(text);
    if (text === node) return count + [...text.data.slice(0, offset)].length;
    const place = document.createRange();
    place.setStart(node, offset);
    if (range.compareBoundaryPoints(Range.START_TO_START, place) >= 0) return count;
    count += [...text.data].length;
  }
  return count;
}

/** The chosen stretch of an answer, null when nothing of it is chosen. */
export function chosen(root: HTMLElement, selection: Selection | null): { from: number; to: number; text: string } | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
  const from = offsetOf(root, range.startContainer, range.startOffset);
  const to = offsetOf(root, range.endContainer, range.endOffset);
  return to > from ? { from, to, text: selection.toString() } : null;
}

const SVG = "http://www.w3.org/2000/svg";

/** Draw the pins of one photo with the numbers they have in the list. */
export function drawPins(svg: Element, page: string, notes: Note[]): void {
  svg.replaceChildren(
    ...notes.flatMap((note, place) => {
      if (note.page !== page || note.x === undefined || note.y === undefined) return [];
      const group = document.createElementNS(SVG, "g");
      group.setAttribute("class", `pin is-${note.tone}`);
      const circle = document.createElementNS(SVG, "circle");
      const text = document.createElementNS(SVG, "text");
      for (const [name, value] of [["cx", `${note.x * 100}%`], ["cy", `${note.y * 100}%`], ["r", "12"]] as const) circle.setAttribute(name, value);
      for (const [name, value] of [["x", `${note.x * 100}%`], ["y", `${note.y * 100}%`], ["dy", "4"]] as const) text.setAttribute(name, value);
      text.textContent = String(place + 1);
      group.append(circle, text);
      return [group];
    }),
  );
}
