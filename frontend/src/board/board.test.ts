import { beforeEach, describe, expect, it } from "vitest";
import { countStates, doneCount, passedParts, queue, sayCall, stack, stuckPart, timeLeft, type Seat } from "./board";
import { swap } from "./seat-plan";

const seat = (p: number, s: Seat["s"], m: string, since?: number): Seat => ({ p, s, m, h: since ? { since, kind: "stuck", text: "", tries: 3, at: 1 } : null });

describe("the board", () => {
  const seats = [seat(1, "done", "111"), seat(2, "in", "110"), seat(3, "help", "100", 50), seat(4, "not", "000"), seat(5, "help", "100", 20)];

  it("counts states and parts", () => {
    expect(countStates(seats)).toEqual({ done: 1, in: 1, help: 2, not: 1 });
    expect(passedParts(seats, 3)).toEqual([4, 2, 1]);
    expect(doneCount(seats[1]!)).toBe(2);
  });

  it("puts who waits longest first", () => {
    expect(queue(seats).map((one) => one.p)).toEqual([5, 3]);
  });

  it("finds where a class is held up, as the server does", () => {
    expect(stuckPart([35, 32, 30, 18, 11, 9])).toBe(3);
    expect(stuckPart([40, 39, 39])).toBeNull();
    expect(stuckPart([])).toBeNull();
    expect(stuckPart([0, 0])).toBeNull();
  });

  it("draws shares and the clock", () => {
    expect(stack([1, 3])).toEqual([
      [0, 25],
      [25, 75],
    ]);
    expect(stack([0, 0])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(timeLeft(1104, 0, "hết giờ")).toBe("18:24");
    expect(timeLeft(3661, 0, "hết giờ")).toBe("1:01:01");
    expect(timeLeft(1, 5000, "hết giờ")).toBe("hết giờ");
  });

  it("says why somebody calls", () => {
    const words = { stuck: "{part}: đã thử {count} lần chưa được.", asked: "{part}: “{text}”", asked_plain: "{part}: em nhờ giúp.", asked_alone: "“{text}”", asked_plain_alone: "Em nhờ giúp." };
    expect(sayCall({ since: 1, kind: "stuck", text: "", tries: 3, at: 0 }, "Câu 1", words)).toBe("Câu 1: đã thử 3 lần chưa được.");
    expect(sayCall({ since: 1, kind: "asked", text: "Vì sao?", tries: 0, at: null }, "", words)).toBe("“Vì sao?”");
    expect(sayCall({ since: 1, kind: "asked", text: "", tries: 0, at: null }, "Câu 1", words)).toBe("Câu 1: em nhờ giúp.");
    expect(sayCall({ since: 1, kind: "asked", text: "", tries: 0, at: null }, "", words)).toBe("Em nhờ giúp.");
  });
});

describe("the seating plan", () => {
  beforeEach(() => {
    const box = document.createElement("div");
    box.innerHTML = `<seat-plan data-columns="2"><div class="chair" data-person="7"><label>Minh</label><input type="number" value="1"></div><div class="chair" data-person="8"><label>Lan</label><input type="number" value="3"></div></seat-plan>`;
    document.body.replaceChildren(box);
  });

  const order = (): (string | undefined)[] => [...document.querySelectorAll<HTMLElement>(".chair")].map((chair) => chair.dataset.person);
  const value = (person: string): string => document.querySelector<HTMLInputElement>(`[data-person="${person}"] input`)!.value;

  it("fills empty chairs and swaps by two taps", () => {
    expect(order().slice(0, 4)).toEqual(["7", undefined, "8", undefined]);
    const chairs = document.querySelectorAll<HTMLElement>(".chair");
    chairs[0]!.click();
    chairs[1]!.click();
    expect(order().slice(0, 3)).toEqual([undefined, "7", "8"]);
    expect([value("7"), value("8")]).toEqual(["2", "3"]);
  });

  it("works by keyboard", () => {
    const chairs = document.querySelectorAll<HTMLElement>(".chair");
    chairs[0]!.focus();
    chairs[0]!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    chairs[0]!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    expect(document.activeElement).toBe(chairs[2]);
    chairs[2]!.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    expect([value("7"), value("8")]).toEqual(["3", "1"]);
  });

  it("swaps neighbours", () => {
    const [a, b] = document.querySelectorAll<HTMLElement>("[data-person]");
    swap(a!, b!);
    expect([a!.compareDocumentPosition(b!) & Node.DOCUMENT_POSITION_PRECEDING]).toEqual([Node.DOCUMENT_POSITION_PRECEDING]);
  });
});
