import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dropIndex, nearest } from "./drop";
import "./outline-editor";
import "./pick-all";

/** Put markup into the page whole, as a parser or htmx does. */
function show(html: string): void {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.body.replaceChildren(box);
}

const boxes = [0, 40, 80].map((top) => ({ top, height: 40 }));

describe("drop", () => {
  it.each([[-5, 0], [19, 0], [21, 1], [61, 2], [101, 3], [500, 3]])("lands at height %i on place %i", (y, place) => {
    expect(dropIndex(boxes, y)).toBe(place);
  });

  it("finds the box that holds a height, or the nearest", () => {
    expect(nearest(boxes, 50)).toBe(1);
    expect(nearest(boxes, 500)).toBe(2);
    expect(nearest([], 5)).toBe(-1);
  });
});

const act = (id: number) => `<li data-item="${id}"><span data-grip></span><a href="#" data-key="a${id}">Bài ${id}</a>
  <form class="arrows" data-move><input type="hidden" name="section"><input type="hidden" name="index">
  <button name="step" value="up" data-after="a${id}">↑</button><button name="step" value="down" data-after="a${id}">↓</button></form></li>`;
const outline = (ids: number[]) => `<outline-editor data-say="%(title)s: %(place)s/%(count)s"><p data-said></p>
  <section data-section="7"><ol data-list>${ids.map(act).join("")}</ol></section></outline-editor>`;

describe("outline-editor", () => {
  const sent: { form: HTMLFormElement; value: string | undefined }[] = [];

  beforeEach(() => {
    sent.length = 0;
    vi.spyOn(HTMLFormElement.prototype, "requestSubmit").mockImplementation(function (this: HTMLFormElement, button) {
      sent.push({ form: this, value: (button as HTMLButtonElement | undefined)?.value });
    });
    show(outline([1, 2, 3]));
  });
  afterEach(() => vi.restoreAllMocks());

  it("moves with Alt and an arrow, keeps the focus and says the new place", () => {
    document.querySelector<HTMLElement>('[data-key="a2"]')?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true }));
    expect(sent.map((one) => one.value)).toEqual(["up"]);
    show(outline([2, 1, 3]));
    expect(document.activeElement?.textContent).toBe("Bài 2");
    expect(document.querySelector("[data-said]")?.textContent).toBe("Bài 2: 1/3");
  });

  it("leaves arrows without Alt alone", () => {
    document.querySelector<HTMLElement>('[data-key="a2"]')?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
    expect(sent).toEqual([]);
  });

  it("goes back to the same arrow after a press", () => {
    document.querySelector<HTMLButtonElement>('[data-item="3"] [value="up"]')?.click();
    show(outline([1, 3, 2]));
    expect((document.activeElement as HTMLButtonElement).value).toBe("up");
    expect(document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item).toBe("3");
  });

  it("sends section and place where something is dropped", () => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-item]")];
    rows.forEach((row, index) => (row.getBoundingClientRect = () => ({ top: index * 40, height: 40 }) as DOMRect));
    for (const section of document.querySelectorAll<HTMLElement>("[data-section]")) section.getBoundingClientRect = () => ({ top: 0, height: 120 }) as DOMRect;
    for (const row of rows) row.scrollIntoView = () => undefined;
    const grip = rows[2]!.querySelector<HTMLElement>("[data-grip]")!;
    grip.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0, clientY: 100 }));
    grip.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientY: 10 }));
    grip.dispatchEvent(new PointerEvent("pointerup", { bubbles: true, clientY: 10 }));
    const data = Object.fromEntries([...sent[0]!.form.querySelectorAll("input")].map((input) => [input.name, input.value]));
    expect(data).toEqual({ section: "7", index: "0" });
  });
});

describe("pick-all", () => {
  it("ticks the group and shows when some are left", () => {
    show('<pick-all><p class="pick-head"><b>Chương</b></p><input type="checkbox" name="a"><input type="checkbox" name="a"></pick-all>');
    const [all, first] = [...document.querySelectorAll<HTMLInputElement>("input")];
    all!.click();
    expect([...document.querySelectorAll<HTMLInputElement>("[name=a]")].every((tick) => tick.checked)).toBe(true);
    first!.click();
    expect([all!.checked, all!.indeterminate]).toEqual([false, true]);
  });
});
