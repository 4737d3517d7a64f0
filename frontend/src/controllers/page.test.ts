import { beforeEach, expect, test, vi } from "vitest";
import { markChosen, showTab, startPage } from "./page";

startPage();
beforeEach(() => {
  document.body.innerHTML = '<form><label class="opt chosen"><input type="radio" name="a" value="1"></label><label class="opt"><input type="radio" name="a" value="2"></label><label class="opt"><input type="radio" name="b" value="1"></label></form>';
});

test("the chosen option carries the class, others of its group lose it", () => {
  const [one, two, other] = document.querySelectorAll("input");
  two!.checked = true;
  markChosen(two!);
  expect([one, two, other].map((input) => input!.parentElement!.classList.contains("chosen"))).toEqual([false, true, false]);
});

test.each(["fieldset", 'div role="radiogroup"'])("the group of an option may be a %s", (tag) => {
  document.body.innerHTML = `<${tag}>${document.querySelector("form")!.innerHTML}</${tag.split(" ")[0]}>`;
  const [one, two] = document.querySelectorAll("input");
  two!.checked = true;
  markChosen(two!);
  expect([one, two].map((input) => input!.parentElement!.classList.contains("chosen"))).toEqual([false, true]);
});

test("knows when the network goes", () => {
  Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
  window.dispatchEvent(new Event("offline"));
  expect(document.documentElement.dataset.net).toBe("off");
  Object.defineProperty(navigator, "onLine", { value: true, configurable: true });
  window.dispatchEvent(new Event("online"));
  expect(document.documentElement.dataset.net).toBe("on");
});

test("the page that stood in for another asks for it when there is a network again", () => {
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  window.dispatchEvent(new Event("online"));
  expect(reload).not.toHaveBeenCalled();
  document.body.innerHTML = '<button data-reload="online"></button>';
  window.dispatchEvent(new Event("online"));
  expect(reload).toHaveBeenCalledOnce();
  reload.mockRestore();
});

test("the tab that is open comes into sight on a narrow screen", () => {
  document.body.innerHTML = '<nav class="tabs"><a>Bài viết</a><a aria-current="page">Trang chung</a></nav>';
  const [row, tab] = [document.querySelector<HTMLElement>(".tabs")!, document.querySelector<HTMLElement>("[aria-current]")!];
  Object.defineProperty(tab, "offsetLeft", { value: 500 });
  Object.defineProperty(tab, "offsetWidth", { value: 100 });
  Object.defineProperty(row, "clientWidth", { value: 320, configurable: true });
  showTab(tab);
  expect(row.scrollLeft).toBe(452);
  Object.defineProperty(row, "clientWidth", { value: 900 });
  row.scrollLeft = 0;
  showTab(tab);
  expect(row.scrollLeft).toBe(0);
});
