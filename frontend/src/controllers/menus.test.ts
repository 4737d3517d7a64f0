import { beforeEach, expect, test } from "vitest";
import { startMenus } from "./menus";

startMenus();
beforeEach(() => {
  document.body.innerHTML = '<details data-menu open><summary tabindex="0">Thêm</summary><a href="#1">Một</a><a href="#2">Hai</a></details><button id="out">Ngoài</button>';
});
const menu = () => document.querySelector("details")!;
const press = (key: string) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("closes on a click outside, not inside", () => {
  menu().querySelector("a")!.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  expect(menu().open).toBe(true);
  document.getElementById("out")!.click();
  expect(menu().open).toBe(false);
});

test("Escape closes and gives focus to the summary", () => {
  press("Escape");
  expect(menu().open).toBe(false);
  expect(document.activeElement?.tagName).toBe("SUMMARY");
});

test("arrows walk through the entries and around the end", () => {
  press("ArrowDown");
  expect(document.activeElement?.textContent).toBe("Một");
  press("ArrowDown");
  expect(document.activeElement?.textContent).toBe("Hai");
  press("ArrowDown");
  expect(document.activeElement?.textContent).toBe("Một");
});
