import { beforeEach, expect, test, vi } from "vitest";
import "./blueprint-grid";
import "./paper-order";
import { cellsOf, numberOf, written } from "./paste";

const cell = (row: number, level: string, value = "") => `<td><input data-cell data-part="I" data-level="${level}" name="c-${row}-I-${level}" value="${value}" maxlength="3"></td>`;
const row = (number: number, one = "", two = "") =>
  `<tr data-row><td class="tt">${number}</td><td><input data-cell name="t-${number}" maxlength="300" aria-label="Hàng ${number}"></td>${cell(number, "biet", one)}${cell(number, "hieu", two)}<td data-row-sum></td></tr>`;

beforeEach(() => {
  const page = document.createElement("div");
  page.innerHTML = `<form><cd-blueprint data-levels="biet,hieu"><table><thead><tr><th><input data-worth="I" value="0,25"></th></tr></thead>
    <tbody data-rows>${row(1, "3", "1")}${row(2)}</tbody><tfoot><tr><td data-sum="I.0"></td><td data-sum="I.1"></td><td data-sum="I"></td><td data-sum="count"></td><td data-sum="points"></td></tr></tfoot></table>
    <span data-level="0"></span><span data-percent="0"></span><input data-count name="rows" value="2"><button type="button" data-add hidden></button>
    <template data-blank></template></cd-blueprint></form>`;
  const blank = page.querySelector("[data-row]")?.cloneNode(true) as HTMLElement; // happy-dom parses no rows in a template
  for (const input of blank.querySelectorAll("input")) input.value = "";
  page.querySelector("template")?.content.append(blank);
  document.body.replaceChildren(page); // its children are there when it is connected, as on a page
});

const named = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`);
const text = (where: string) => document.querySelector(where)?.textContent;

test("cells come from the clipboard as spreadsheets put them", () => {
  expect(cellsOf('Căn thức\t3\t"a\nb ""c"""\r\nHàm số\t\t2\n')).toEqual([
    ["Căn thức", "3", 'a\nb "c"'],
    ["Hàm số", "", "2"],
  ]);
  expect(numberOf(" 0,25 ")).toBe(0.25);
  expect(numberOf("ba")).toBeNaN();
  expect(written(2.5)).toBe("2,5");
});

test("sums follow what is typed, and what is no number is marked", () => {
  expect([text('[data-sum="I.0"]'), text('[data-sum="count"]'), text('[data-sum="points"]'), text('[data-percent="0"]')]).toEqual(["3", "4", "1", "75"]);
  const input = named("c-2-I-hieu");
  if (!input) throw new Error("no cell");
  input.value = "4";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect(text('[data-sum="points"]')).toBe("2");
  expect(document.querySelectorAll("[data-row-sum]")[1]?.textContent).toBe("1");
  input.value = "x";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(text('[data-sum="points"]')).toBe("1");
});

test("arrows and Enter walk the cells", () => {
  const first = named("c-1-I-biet");
  first?.focus();
  const press = (key: string) => document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  press("ArrowDown");
  expect((document.activeElement as HTMLInputElement).name).toBe("c-2-I-biet");
  press("ArrowRight");
  expect((document.activeElement as HTMLInputElement).name).toBe("c-2-I-hieu");
  press("ArrowUp");
  expect((document.activeElement as HTMLInputElement).name).toBe("c-1-I-hieu");
  press("Enter");
  expect((document.activeElement as HTMLInputElement).name).toBe("c-2-I-hieu");
});

test("a block from a spreadsheet fills cells and makes rows", () => {
  const start = named("t-2");
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => "Hàm số\t2\t5\nHình học\t1\t7" } });
  start?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect([named("t-2")?.value, named("c-2-I-biet")?.value, named("c-3-I-hieu")?.value]).toEqual(["Hàm số", "2", "7"]);
  expect(named("rows")?.value).toBe("3");
  expect(text('[data-sum="count"]')).toBe("19");
});

test("Alt and an arrow move a question within its part and send the whole order", () => {
  document.body.innerHTML = `<cd-paper data-say="Chỗ %(place)s/%(count)s"><p data-said></p><section data-part="I"><form data-order></form>
    <ol>${[11, 12, 13].map((id) => `<li data-entry="${id}"><span data-grip>Câu</span></li>`).join("")}</ol></section></cd-paper>`;
  const form = document.querySelector("form") as HTMLFormElement;
  form.requestSubmit = vi.fn();
  document.querySelector('[data-entry="13"] [data-grip]')?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", altKey: true, bubbles: true, cancelable: true }));
  expect(new FormData(form).getAll("thu-tu")).toEqual(["11", "13", "12"]);
  expect(form.requestSubmit).toHaveBeenCalledOnce();
  expect(text("[data-said]")).toBe("Chỗ 2/3");
});

function twoParts(): HTMLFormElement[] {
  const part = (key: string, form: string, ids: number[]) =>
    `<section data-part="${key}" data-form="${form}"><form data-order></form><ol class="entries">${ids.map((id) => `<li data-entry="${id}" data-form="choice"><span data-grip>Câu</span></li>`).join("")}</ol></section>`;
  document.body.innerHTML = `<cd-paper data-say="Chỗ %(place)s/%(count)s phần %(part)s"><p data-said></p>${part("I", "choice", [11, 12])}${part("II", "essay", [])}${part("III", "mixed", [13])}</cd-paper>`;
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-order]")];
  for (const form of forms) form.requestSubmit = vi.fn(() => void form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  return forms;
}

const arrow = (id: number, key: string) =>
  document.querySelector(`[data-entry="${id}"] [data-grip]`)?.dispatchEvent(new KeyboardEvent("keydown", { key, altKey: true, bubbles: true, cancelable: true }));

test("the last question of a part goes on into the next part that takes its form", () => {
  const forms = twoParts();
  arrow(12, "ArrowDown");
  expect(new FormData(forms[2]).getAll("thu-tu")).toEqual(["12", "13"]);
  expect(text("[data-said]")).toBe("Chỗ 1/2 phần III");
  expect(forms[1]?.requestSubmit).not.toHaveBeenCalled();
});

test("while one order is on its way nothing else moves", () => {
  const forms = twoParts();
  arrow(12, "ArrowUp");
  arrow(12, "ArrowDown");
  expect(new FormData(forms[0]).getAll("thu-tu")).toEqual(["12", "11"]);
  expect(forms[0]?.requestSubmit).toHaveBeenCalledOnce();
  dispatchEvent(new Event("pageshow"));
  arrow(12, "ArrowDown");
  expect(new FormData(forms[0]).getAll("thu-tu")).toEqual(["11", "12"]);
});
