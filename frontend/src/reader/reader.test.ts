import { beforeEach, describe, expect, it, vi } from "vitest";
import { answerOf, fill, sealOf, show } from "./checkpoint";
import { emptyLocal, withChange, type Change } from "./db";
import { batchOf, refusedOf } from "./outbox";
import { sectionsByPart } from "./pages";
import { blocking, isDone, minutesFrom, newId, partOf, percentOf, type PartInfo, type StepInfo } from "./progress";
import { drawRing } from "./ring";
import { canonical, mark } from "./seal";
import { endInView } from "./sight";

const parts: PartInfo[] = [
  { title: "", steps: ["a"], seconds: 60 },
  { title: "Định lí", steps: ["b", "q"], seconds: 150 },
];
const steps: StepInfo[] = [
  { id: "a", isCheckpoint: false, mustPass: false, seconds: 60 },
  { id: "b", isCheckpoint: false, mustPass: false, seconds: 90 },
  { id: "q", isCheckpoint: true, mustPass: true, seconds: 60 },
];
const change = (kind: Change["kind"], block: string, at = 1, data = {}): Change => ({ id: newId(), person: "p", activity: "x", kind, block, at, data });

describe("ring", () => {
  it("gets its arc and its number, also when it began at nought", () => {
    document.body.innerHTML = '<span class="ring"><svg viewBox="0 0 36 36"><circle r="15.5"/></svg>0%</span>';
    const ring = document.querySelector(".ring")!;
    drawRing(ring, 100);
    expect(ring.textContent).toBe("100%");
    expect(ring.querySelector(".val")?.getAttribute("stroke-dasharray")).toBe("100 100");
    drawRing(ring, 40);
    expect(ring.querySelectorAll("circle")).toHaveLength(2);
    expect(ring.textContent).toBe("40%");
  });
});

describe("sight", () => {
  const entry = (intersectionRatio: number, bottom: number) => ({ isIntersecting: intersectionRatio > 0, intersectionRatio, boundingClientRect: { bottom } as DOMRect });

  it("takes a long step for seen at its last line, not before and not when it was jumped over", () => {
    expect(endInView(entry(0.4, 2000))).toBe(false);
    expect(endInView(entry(1, 600))).toBe(true);
    expect(endInView(entry(1, -900))).toBe(false);
  });
});

describe("progress", () => {
  it("finds parts, percents and minutes", () => {
    expect(partOf(parts, "q")).toBe(1);
    expect(partOf(parts, "gone")).toBe(0);
    expect(percentOf(parts[1]!, new Set(["b"]))).toBe(50);
    expect(minutesFrom(parts, 0)).toBe(4);
    expect(minutesFrom(parts, 1)).toBe(3);
  });

  it("knows when a rule is met, and what only the server knows", () => {
    const all = new Set(["a", "b", "q"]);
    expect(isDone("seen", steps, all, new Set(), new Set())).toBe(true);
    expect(isDone("seen", steps, new Set(["a"]), new Set(), new Set())).toBe(false);
    expect(isDone("checkpoints", steps, new Set(), new Set(), new Set(["q"]))).toBe(false);
    expect(isDone("checkpoints", steps, new Set(), new Set(["q"]), new Set(["q"]))).toBe(true);
    expect(isDone("score", steps, all, new Set(["q"]), new Set(["q"]))).toBe(false);
    expect(isDone("seen", [], new Set(), new Set(), new Set())).toBe(false);
  });

  it("holds a part until its checkpoint is right", () => {
    expect(blocking(parts[1]!, steps, new Set())).toBe("q");
    expect(blocking(parts[1]!, steps, new Set(["q"]))).toBeUndefined();
    expect(blocking(parts[0]!, steps, new Set())).toBeUndefined();
  });

  it("makes ids also where there is no randomUUID", () => {
    vi.spyOn(crypto, "randomUUID").mockImplementation(undefined as never);
    expect(newId()).toBeTypeOf("string");
  });
});

describe("local memory", () => {
  it("adds up, keeps a right answer and the latest place", () => {
    let local = emptyLocal("k");
    local = withChange(local, change("seen", "a"), null);
    local = withChange(local, change("answer", "q", 1, { answer: "B" }), true);
    local = withChange(local, change("answer", "q", 2, { answer: "A" }), false);
    local = withChange(local, change("position", "q", 9), null);
    local = withChange(local, change("position", "a", 3), null);
    local = withChange(local, change("note", "a", 3, { text: "nhớ" }), null);
    expect(local).toMatchObject({ seen: ["a", "q"], position: "q", notes: { a: "nhớ" }, answers: { q: { answer: "B", right: true } } });
    expect(withChange(local, change("finish", ""), null).done).toBe(true);
  });
});

describe("outbox", () => {
  it("sends only what the server needs and knows what was refused", () => {
    const one = change("seen", "a");
    const body = JSON.parse(batchOf("p", [one], 5));
    expect(body).toMatchObject({ person: "p", sent_at: 5 });
    expect(Object.keys(body.changes[0]).sort()).toEqual(["activity", "at", "block", "data", "id", "kind"]);
    const receipt = { done: [], refused: [{ id: one.id, code: "absent" }], standing: {}, marks: {}, now: 0 };
    expect(refusedOf([one, change("seen", "b")], receipt)).toEqual([{ ...one, code: "absent" }]);
  });
});

describe("marking on the phone", () => {
  it("writes answers in the server's form", () => {
    expect(canonical("number", " 4,50 ")).toBe("4.5");
    expect(canonical("number", "-0")).toBe("0");
    expect(canonical("number", "007")).toBe("7");
    expect(canonical("number", "ba")).toBeNull();
    expect(canonical("multiple", ["b", "a", "b"])).toBe("a,b");
    expect(canonical("true_false", { y: false, x: true })).toBe("x=1,y=0");
    expect(canonical("text", "  Cây   Đa. ")).toBe("cây đa");
    expect(canonical("single", "")).toBeNull();
  });

  it("compares digests, tolerance, and leaves the rest to the server", async () => {
    const hex = [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("s|B")))].map((b) => b.toString(16).padStart(2, "0")).join("");
    const seal = { kind: "single", salt: "s", digests: [hex], texts: { A: "Xem lại" }, hint: "Gợi ý", explanation: "Vì thế" } as const;
    expect(await mark({ ...seal, digests: [hex] }, "B")).toEqual({ right: true, text: "Vì thế" });
    expect(await mark({ ...seal, digests: [hex] }, "A")).toEqual({ right: false, text: "Xem lại" });
    expect(await mark({ kind: "number", salt: "s", digests: null, number: "5", tolerance: "0.1" }, "5,05")).toMatchObject({ right: true });
    expect(await mark({ kind: "number", salt: "s", digests: null }, "5")).toBeNull();
  });
});

describe("the page", () => {
  beforeEach(() => {
    document.body.innerHTML = `
      <section data-part="0"><p>Lời dẫn</p></section><section data-part="1"><div data-step="a"></div></section><section data-part="2"><div data-step="q">
      <form data-checkpoint="q" data-kind="single" data-seal='{"kind":"single","salt":"s","digests":[]}'><input type="hidden" name="block">
      <label class="opt"><input type="radio" name="answer" value="A"></label><label class="opt"><input type="radio" name="answer" value="B"></label>
      <div data-reply="right" hidden><div data-text></div></div><div data-reply="wrong" hidden><div data-text></div></div><div data-reply="kept" hidden></div></form></div></section>`;
  });

  it("puts a section without steps to the part after it", () => {
    const found = sectionsByPart(document.body, parts);
    expect(found.map((sections) => sections.length)).toEqual([2, 1]);
  });

  it("reads, fills and marks a checkpoint", () => {
    const form = document.querySelector("form")!;
    expect(answerOf(form)).toBeNull();
    fill(form, "B");
    expect(answerOf(form)).toBe("B");
    expect(form.querySelectorAll(".chosen").length).toBe(1);
    expect(sealOf(form)?.salt).toBe("s");
    show(form, "wrong", "<b>Xem lại</b>");
    expect(form.querySelector<HTMLElement>("[data-reply=wrong]")!.hidden).toBe(false);
    expect(form.querySelector("[data-reply=wrong] b")!.textContent).toBe("Xem lại");
    form.dataset.seal = "nonsense";
    expect(sealOf(form)).toBeNull();
  });
});
