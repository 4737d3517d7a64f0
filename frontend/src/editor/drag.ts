/** Dragging a block by its grip with finger, pen or mouse: a line shows where it would land, the pane scrolls at its edges. */
const EDGE = 56;

export function startDrag(event: PointerEvent, onDrop: (before: number) => void): void {
  const grip = event.currentTarget as HTMLElement;
  const pane = grip.closest<HTMLElement>("[data-blocks]");
  const block = grip.closest<HTMLElement>("[data-block]");
  if (!pane || !block || event.button !== 0) return;
  const scroller = scrollerOf(pane);
  const from = event.clientY;
  let y = from;
  let before = -1;
  let isMoving = false;
  let frame = 0;
  const line = document.createElement("div");
  line.className = "drop-line";
  grip.setPointerCapture(event.pointerId);

  function place(): void {
    const blocks = [...pane!.querySelectorAll<HTMLElement>(":scope > [data-block]")];
    before = blocks.findIndex((other) => {
      const box = other.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    if (before < 0) before = blocks.length;
    if (before < blocks.length) blocks[before]!.before(line);
    else pane!.append(line);
  }
  function scroll(): void {
    const box = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
    if (y < box.top + EDGE) scroller.scrollTop -= 10;
    else if (y > box.bottom - EDGE) scroller.scrollTop += 10;
    place();
    frame = requestAnimationFrame(scroll);
  }
  function move(next: PointerEvent): void {
    y = next.clientY;
    if (!isMoving && Math.abs(y - from) > 6) {
      isMoving = true;
      block!.classList.add("dragged");
      scroll();
    }
  }
  function end(last: PointerEvent): void {
    cancelAnimationFrame(frame);
    grip.removeEventListener("pointermove", move);
    grip.removeEventListener("pointerup", end);
    grip.removeEventListener("pointercancel", end);
    block!.classList.remove("dragged");
    line.remove();
    if (isMoving && last.type === "pointerup") onDrop(before);
  }
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}

function scrollerOf(element: HTMLElement): Element {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY) && parent.scrollHeight > parent.clientHeight) return parent;
  }
  return document.scrollingElement ?? document.documentElement;
}
