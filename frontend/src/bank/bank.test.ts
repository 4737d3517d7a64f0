import { beforeEach, describe, expect, it } from "vitest";
import { mark } from "./comparing";
import { startPicking, wording } from "./picking";
import { startSaving } from "./saving";

const WORDS = { none: "Chưa chọn", one: "Đã chọn 1 câu", many: "Đã chọn %(count)s câu" };

function page(): { boxes: HTMLInputElement[]; all: HTMLInputElement; word: HTMLElement; sum: HTMLElement; acts: HTMLElement } {
  document.body.innerHTML = `<form data-bulk>${[0.25, 0.25, 1].map((of, n) => `<div class="q"><input type="checkbox" name="cau" value="${n}" data-points="${of}"></div>`).join("")}
    <div data-pickbar><input type="checkbox" data-all hidden><b data-chosen data-none="${WORDS.none}" data-one="${WORDS.one}" data-many="${WORDS.many}"></b><span data-sum data-words="%(points)s điểm"></span><div data-acts></div></div></form>`;
  startPicking(document);
  const of = <T extends Element>(selector: string) => document.querySelector<T>(selector)!;
  return { boxes: [...document.querySelectorAll<HTMLInputElement>('[name="cau"]')], all: of("[data-all]"), word: of("[data-chosen]"), sum: of("[data-sum]"), acts: of("[data-acts]") };
}

describe("picking", () => {
  let at: ReturnType<typeof page>;
  beforeEach(() => (at = page()));

  it("hides what can be done until something is chosen", () => {
    expect([at.acts.hidden, at.word.textContent]).toEqual([true, WORDS.none]);
    at.boxes[0]!.click();
    expect([at.acts.hidden, at.word.textContent, at.sum.textContent]).toEqual([false, "Đã chọn 1 câu", "0,25 điểm"]);
    expect(at.boxes[0]!.closest(".q")!.classList.contains("on")).toBe(true);
    at.boxes[0]!.click();
    expect(at.acts.hidden).toBe(true);
  });

  it("ticks a run with Shift", () => {
    at.boxes[0]!.click();
    at.boxes[2]!.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: true }));
    expect(at.boxes.map((box) => box.checked)).toEqual([true, true, true]);
    expect([at.word.textContent, at.sum.textContent, at.all.checked]).toEqual(["Đã chọn 3 câu", "1,5 điểm", true]);
  });

  it("ticks all and none", () => {
    at.boxes[1]!.click();
    expect(at.all.indeterminate).toBe(true);
    at.all.click();
    expect(at.boxes.every((box) => box.checked)).toBe(true);
    at.all.click();
    expect(at.boxes.some((box) => box.checked)).toBe(false);
  });
});

it("says how many", () => {
  expect([0, 1, 12].map((count) => wording(WORDS, count))).toEqual(["Chưa chọn", "Đã chọn 1 câu", "Đã chọn 12 câu"]);
});

it("marks what stands on one side only, and a key that moved", () => {
  const side = (texts: string[], right: number) => {
    const element = document.createElement("div");
    element.innerHTML = texts.map((one, n) => `<div class="opt${n === right ? " right" : ""}">${one}</div>`).join("");
    return element;
  };
  const [then, now] = [side(["một", "hai", "ba"], 0), side(["một", "hai", "bốn"], 1)];
  mark(then, now);
  const marked = (element: HTMLElement, name: string) => [...element.children].map((one) => one.classList.contains(name));
  expect(marked(then, "went")).toEqual([true, true, true]);
  expect(marked(now, "came")).toEqual([true, true, true]);
  const same = side(["một", "hai", "ba"], 0);
  mark(then, same);
  expect(marked(then, "went")).toEqual([false, false, false]);
});

it("puts what the server says after saving around the editor", () => {
  document.body.innerHTML = '<div id="con-thieu">cũ</div><div id="giong-nhau"></div>';
  startSaving();
  dispatchEvent(new CustomEvent("item:saved", { detail: { lacking: "", alike: "<p>Giống 96%</p>" } }));
  expect(document.body.textContent).toBe("Giống 96%");
});
