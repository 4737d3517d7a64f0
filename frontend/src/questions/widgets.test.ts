import { beforeEach, describe, expect, it, vi } from "vitest";
import { countWords, htmlOf, show } from "./paper";
import { bindAll, load } from "./registry";
import type { Host } from "./types";

const ROWS = {
  single_choice: [`<label class="opt"><input type="radio" name="q1" value="o1"></label><label class="opt"><input type="radio" name="q1" value="o2"></label>`, "o2"],
  multiple_response: [`<p class="small"></p><label class="opt"><input type="checkbox" value="o1"></label><label class="opt"><input type="checkbox" value="o2"></label>`, ["o1", "o2"]],
  true_false: [["s1", "s2"].map((id) => `<input type="radio" name="${id}" data-statement="${id}" value="true"><input type="radio" name="${id}" data-statement="${id}" value="false">`).join(""), { s1: true, s2: false }],
  short_answer: [`<input class="answer-in">`, "-1,5"],
  matching: [`<select data-left="l1"><option value=""></option><option value="r1">a</option></select>`, { l1: "r1" }],
  cloze: [`<input data-gap-id="g1"><select data-gap-id="g2"><option value=""></option><option value="o1">a</option></select>`, { g1: "Tân Trào", g2: "o1" }],
  ordering: [`<ol class="order-list"><li data-entry="a"></li><li data-entry="b"></li></ol><input type="checkbox" data-keep>`, ["b", "a"]],
  hotspot: [`<div class="stage"><img><svg></svg></div><input type="checkbox" value="a1"><input type="checkbox" value="a2">`, ["a2"]],
  drag_drop: [`<li data-label="b1"><span class="chip-label">Sắt</span><select data-label-id="b1"><option value=""></option><option value="z1">1</option></select></li><li data-zone="z1"><span class="dropped"></span></li>`, { b1: ["z1"] }],
  essay: [`<textarea></textarea><span data-words></span><ul data-list></ul>`, { html: "<p>Cây đa &lt; 5</p><p>Tân Trào</p>", files: ["u1"] }],
  file_answer: [`<ul data-list></ul>`, { files: ["u1", "u2"] }],
  composite: [
    `<div data-part-id="p1" data-part-kind="single_choice"><div data-question><label class="opt"><input type="radio" name="q1.p1" value="o1"></label></div></div><div data-part-id="p2" data-part-kind="short_answer"><div data-question><input class="answer-in"></div></div>`,
    { p1: "o1", p2: "2,5" },
  ],
} as const;

const widgets = await load(Object.keys(ROWS));
const host = () => ({ changed: vi.fn<() => void>() }) satisfies Host;

describe.each(Object.entries(ROWS))("%s", (kind, [html, response]) => {
  let root: HTMLElement;
  beforeEach(() => {
    document.body.innerHTML = `<div data-question data-most="2" data-kind="${kind}">${html}</div>`;
    root = document.querySelector<HTMLElement>("[data-question]")!;
  });

  it("reads nothing before anything is answered", () => {
    widgets.get(kind)!.ready(root, host());
    expect(widgets.get(kind)!.read(root)).toBeNull();
  });

  it("reads what was written", () => {
    const widget = widgets.get(kind)!;
    widget.ready(root, host());
    widget.write(root, response);
    expect(widget.read(root)).toEqual(response);
    widget.write(root, null);
    expect(widget.read(root)).toBeNull();
  });
});

/** How groups of options stood in packs frozen before `fieldset`, and stand now. */
const GROUPS = {
  "of a kept pack": [(inner: string) => `<div class="opts" role="radiogroup" aria-labelledby="de">${inner}</div>`, (inner: string) => `<span class="tf" role="radiogroup">${inner}</span>`],
  "of today": [
    (inner: string) => `<fieldset class="opt-set"><legend class="sr">Câu 1</legend><div class="opts">${inner}</div></fieldset>`,
    (inner: string) => `<fieldset class="tf-set"><legend class="sr">Ý a</legend><span class="tf">${inner}</span></fieldset>`,
  ],
} as const;

describe.each(Object.entries(GROUPS))("a group of options %s", (_, [options, row]) => {
  it.each(["single_choice", "multiple_response"] as const)("is read, written and marked in %s", (kind) => {
    document.body.innerHTML = `<form><div data-question data-kind="${kind}"><p class="q-text" id="de"></p>${options(ROWS[kind][0])}</div></form>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    const told = host();
    widgets.get(kind)!.ready(root, told);
    const [first, second] = root.querySelectorAll<HTMLInputElement>(".opts input");
    for (const input of [first!, second!]) input.click();
    expect(widgets.get(kind)!.read(root)).toEqual(ROWS[kind][1]);
    expect([first, second].map((input) => input!.closest(".opt")!.classList.contains("chosen"))).toEqual([kind === "multiple_response", true]);
    expect(told.changed).toHaveBeenCalledTimes(2);
  });

  it("is read and written in true_false", () => {
    const radios = (id: string): string => ["true", "false"].map((value) => `<label><input type="radio" name="q1.${id}" data-statement="${id}" value="${value}"></label>`).join("");
    document.body.innerHTML = `<form><div data-question data-kind="true_false"><ol class="statements"><li>${row(radios("s1"))}</li><li>${row(radios("s2"))}</li></ol></div></form>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    widgets.get("true_false")!.ready(root, host());
    for (const place of [0, 3]) root.querySelectorAll<HTMLInputElement>("input")[place]!.click();
    expect(widgets.get("true_false")!.read(root)).toEqual(ROWS.true_false[1]);
  });
});

describe("widgets", () => {
  it("tell the host once for each change", () => {
    document.body.innerHTML = `<div data-question>${ROWS.single_choice[0]}</div>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    const told = host();
    widgets.get("single_choice")!.ready(root, told);
    const radio = root.querySelector<HTMLInputElement>("input")!;
    radio.checked = true;
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    expect(told.changed).toHaveBeenCalledTimes(1);
    expect(radio.closest(".opt")!.classList.contains("chosen")).toBe(true);
  });

  it("writes what a grid can hold", () => {
    document.body.innerHTML = `<div data-question data-mode="grid">${ROWS.short_answer[0]}</div>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    widgets.get("short_answer")!.ready(root, host());
    const input = root.querySelector("input")!;
    input.value = "−1.5a";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    expect(widgets.get("short_answer")!.read(root)).toBe("-1,5");
  });

  it("counts an order only when it was touched, and moves by buttons", () => {
    document.body.innerHTML = `<div data-question><ol class="order-list"><li data-entry="a"><button data-move="down"></button></li><li data-entry="b"></li></ol><input type="checkbox" data-keep></div>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    const told = host();
    widgets.get("ordering")!.ready(root, told);
    expect(widgets.get("ordering")!.read(root)).toBeNull();
    root.querySelector<HTMLButtonElement>("button")!.click();
    expect(widgets.get("ordering")!.read(root)).toEqual(["b", "a"]);
    expect(told.changed).toHaveBeenCalledTimes(1);
  });

  it("puts a label by pressing it and then the zone", () => {
    document.body.innerHTML = `<div data-question>${ROWS.drag_drop[0]}</div>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    const told = host();
    widgets.get("drag_drop")!.ready(root, told);
    root.querySelector<HTMLElement>("[data-zone]")!.click();
    expect(widgets.get("drag_drop")!.read(root)).toBeNull();
    root.querySelector<HTMLElement>(".chip-label")!.click();
    expect(root.classList.contains("can-drop")).toBe(true);
    root.querySelector<HTMLElement>("[data-zone]")!.click();
    expect(widgets.get("drag_drop")!.read(root)).toEqual({ b1: ["z1"] });
    expect(root.querySelector(".dropped")!.textContent).toBe("Sắt");
    expect(told.changed).toHaveBeenCalledTimes(1);
    expect(root.classList.contains("can-drop")).toBe(false);
  });

  it("keeps emphasis, lists and formulas of an essay, and nothing else", () => {
    const paper = document.createElement("div");
    const html = `<p>Đặt <strong>x</strong> = <span data-latex="\\frac{1}{2}"></span></p><ul><li>một</li></ul>`;
    show(paper, `${html}<script>alert(1)</script><p onclick="x()" style="color:red">Hết</p>`);
    expect(paper.querySelector("script")).toBeNull();
    expect(htmlOf(paper)).toBe(`${html}<p>Hết</p>`);
    paper.innerHTML = "<p><br></p>";
    expect(htmlOf(paper)).toBe("");
    paper.innerHTML = "dòng đầu<p>dòng sau</p>";
    expect(htmlOf(paper)).toBe("<p>dòng đầu</p><p>dòng sau</p>");
  });

  it("counts a formula as a word and doesn't break words at marks", () => {
    expect(countWords(`<p>H<sub>2</sub>O là nước</p><p>x <span data-latex="x^2"></span></p>`)).toBe(5);
  });

  it("binds the questions of a page, parts only through their whole", async () => {
    document.body.innerHTML = `<div><div data-question data-kind="composite">${ROWS.composite[0]}</div><div data-question data-kind="short_answer">${ROWS.short_answer[0]}</div><div data-question data-kind="nobody"></div></div>`;
    const told = host();
    const bound = await bindAll(document.body, () => told);
    expect(bound).toHaveLength(2);
    bound[0]![0].querySelectorAll<HTMLInputElement>("input")[1]!.value = "2,5";
    bound[0]![0].querySelectorAll<HTMLInputElement>("input")[1]!.dispatchEvent(new Event("input", { bubbles: true }));
    expect(told.changed).toHaveBeenCalledTimes(1);
    expect(bound[0]![1].read(bound[0]![0])).toEqual({ p2: "2,5" });
  });

  it("says that a file wasn't taken and offers to send it again", async () => {
    document.body.innerHTML = `<div data-question>${ROWS.file_answer[0]}<p data-note></p><input type="file" data-pick></div>`;
    const root = document.querySelector<HTMLElement>("[data-question]")!;
    const upload = vi.fn().mockRejectedValueOnce(new Error("")).mockResolvedValueOnce({ uuid: "u9", name: "bai.jpg" });
    widgets.get("file_answer")!.ready(root, { changed: vi.fn(), upload });
    const input = root.querySelector<HTMLInputElement>("[data-pick]")!;
    Object.defineProperty(input, "files", { value: [new File(["x"], "bai.txt", { type: "text/plain" })] });
    input.dispatchEvent(new Event("change"));
    await vi.waitFor(() => expect(root.querySelector(".failed button")).not.toBeNull());
    expect(root.querySelector("[data-note]")!.textContent).not.toBe("");
    expect(widgets.get("file_answer")!.read(root)).toBeNull();
    root.querySelector<HTMLButtonElement>(".failed button")!.click();
    await vi.waitFor(() => expect(widgets.get("file_answer")!.read(root)).toEqual({ files: ["u9"] }));
  });
});
