import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chosen, drawPins, type Note } from "./notes";
import { MarkDesk } from "./mark-desk";

const DESK = (revision = "0", points = "") => `<div data-part data-url="/cham/?bai=1" data-next="/cham/?bai=2">
<div data-tones hidden><span data-picked></span><button type="button" data-tone="wrong">Sai</button></div>
<div data-answer><p>Gọi <strong>x</strong> là số.</p></div>
<figure data-page="anh"><img><svg data-pins></svg></figure><ol data-notes></ol>
<form data-save action="/luu/1/"><input name="revision" value="${revision}"><input name="annotations" value="[]"><input name="points" value="${points}">
<div class="rubric"><input type="radio" name="c-a" value="0.25"><input type="radio" name="c-b" value="0.5"></div>
<textarea name="comment"></textarea><span data-state></span><p data-error hidden></p>
<div data-clash hidden><p data-clash-words></p><p data-clash-theirs></p><button type="button" data-take-theirs>a</button><button type="button" data-keep-mine>b</button></div>
<button type="button" data-points="0,75">0,75</button><button type="submit">Xong</button></form></div>`;

const saved = (body: object, status = 200) => ({ ok: status < 400, status, redirected: false, json: async () => body, text: async () => DESK() });
let answers: ReturnType<typeof saved>[];
let sent: { url: string; body: FormData | undefined }[];

function desk(html = DESK()): HTMLElement {
  document.body.innerHTML = `<mark-desk data-saved="Đã lưu" data-draft="Bản nháp" data-lost="Mất mạng">${html}</mark-desk>`;
  return document.querySelector("mark-desk") as HTMLElement;
}
const field = (name: string) => document.querySelector(`[name="${name}"]`) as HTMLInputElement;
const press = (key: string, target: Element = document.body) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const settle = () => vi.advanceTimersByTimeAsync(1500);

beforeEach(() => {
  vi.useFakeTimers();
  Element.prototype.scrollIntoView = vi.fn();
  answers = [];
  sent = [];
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("fetch", async (url: string | URL, init?: RequestInit) => {
    sent.push({ url: String(url), body: init?.body as FormData | undefined });
    const answer = answers.shift();
    if (!answer) throw new TypeError("offline");
    return answer;
  });
  expect(customElements.get("mark-desk")).toBe(MarkDesk);
});
afterEach(() => {
  document.body.innerHTML = "";
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("remarks", () => {
  it("counts characters as the server does: code points, without numbers and formulas", () => {
    document.body.innerHTML = '<div id="a"><p>😀a<sup class="note-number">1</sup></p><math><mi>z</mi></math><p>bcd</p></div>';
    const root = document.getElementById("a") as HTMLElement;
    const last = root.querySelectorAll("p")[1]!.firstChild as Text;
    const range = document.createRange();
    range.setStart(last, 1);
    range.setEnd(last, 3);
    const selection = { isCollapsed: false, rangeCount: 1, getRangeAt: () => range, toString: () => "cd" } as unknown as Selection;
    expect(chosen(root, selection)).toEqual({ from: 3, to: 5, text: "cd" });
  });
  it("takes nothing outside of the answer", () => {
    document.body.innerHTML = '<div id="a">trong</div><p id="b">ngoài</p>';
    const range = document.createRange();
    range.selectNodeContents(document.getElementById("b") as Node);
    const selection = { isCollapsed: false, rangeCount: 1, getRangeAt: () => range, toString: () => "ngoài" } as unknown as Selection;
    expect(chosen(document.getElementById("a") as HTMLElement, selection)).toBeNull();
  });
  it("draws pins with their place in the list", () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const notes: Note[] = [{ from: 0, to: 1, text: "", tone: "good" }, { x: 0.5, y: 0.25, page: "anh", text: "t", tone: "wrong" }];
    drawPins(svg, "anh", notes);
    expect(svg.querySelector("text")?.textContent).toBe("2");
    expect(svg.querySelector("circle")?.getAttribute("cy")).toBe("25%");
  });
});

describe("the desk", () => {
  it("keeps a draft while one types and finishes with Enter, then shows the next answer", async () => {
    desk();
    answers = [saved({ revision: 1, final: false, points: "0,5", answer: "" })];
    field("points").value = "0,5";
    field("points").dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    expect(sent[0]?.body?.get("final")).toBe("0");
    expect(field("revision").value).toBe("1");
    answers = [saved({ revision: 2, final: true, points: "0,5", answer: "" }), saved({})];
    press("Enter", field("points"));
    await settle();
    expect(sent[1]?.body?.get("final")).toBe("1");
    expect(sent[2]?.url).toContain("bai=2");
    expect(sent[2]?.url).toContain("manh=1");
  });
  it("takes digits for points wherever the focus is, but not while one writes", () => {
    desk();
    press("7");
    expect(field("points").value).toBe("7");
    press("3", field("comment"));
    expect(field("points").value).toBe("7");
  });
  it("sums the pressed levels of a rubric", () => {
    desk();
    for (const name of ["c-a", "c-b"]) {
      field(name).checked = true;
      field(name).dispatchEvent(new Event("input", { bubbles: true }));
    }
    expect(field("points").value).toBe("0,75");
  });
  it("shows both versions in a conflict and loses neither", async () => {
    desk();
    field("comment").value = "lời của tôi";
    answers = [saved({ message: "Cô Hà vừa lưu", field: "", theirs: { revision: 4, points: "1", comment: "lời của cô" } }, 409)];
    press("Enter");
    await settle();
    expect((document.querySelector("[data-clash]") as HTMLElement).hidden).toBe(false);
    expect(document.querySelector("[data-clash-theirs]")?.textContent).toContain("lời của cô");
    expect(field("comment").value).toBe("lời của tôi");
    (document.querySelector("[data-take-theirs]") as HTMLElement).click();
    expect([field("points").value, field("comment").value, field("revision").value]).toEqual(["1", "lời của cô", "4"]);
  });
  it("says that the network is gone and keeps what is typed", async () => {
    desk();
    field("comment").value = "còn đây";
    press("Enter");
    await settle();
    expect(document.querySelector("[data-state]")?.textContent).toBe("Mất mạng");
    expect(field("comment").value).toBe("còn đây");
  });
  it("pins a remark where a photo is touched and takes it away again", async () => {
    desk();
    const photo = document.querySelector("[data-page]") as HTMLElement;
    (photo.querySelector("img") as HTMLElement).getBoundingClientRect = () => ({ left: 0, top: 0, width: 200, height: 100 }) as DOMRect;
    photo.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: 50, clientY: 50 }));
    expect(document.querySelector(".pin circle")?.getAttribute("cx")).toBe("25%");
    const words = document.querySelector("[data-note-text]") as HTMLInputElement;
    words.value = "thiếu trục";
    words.dispatchEvent(new Event("input", { bubbles: true }));
    answers = [saved({ revision: 1, final: false, points: "", answer: "" })];
    await settle();
    expect(JSON.parse(String(sent[0]?.body?.get("annotations")))).toEqual([{ x: 0.25, y: 0.5, page: "anh", text: "thiếu trục", tone: "wrong" }]);
    (document.querySelector("[data-note-gone]") as HTMLElement).click();
    expect(document.querySelector(".pin")).toBeNull();
  });
});
