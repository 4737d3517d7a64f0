import { beforeEach, expect, test } from "vitest";
import "./theme-toggle";

beforeEach(() => {
  document.documentElement.dataset.theme = "auto";
  const box = document.createElement("div");
  box.innerHTML = '<theme-toggle data-auto="Theo máy" data-light="Sáng" data-dark="Tối" hidden><button type="button"><span></span></button></theme-toggle>';
  document.body.replaceChildren(box);
});

test("walks through auto, light and dark and remembers the choice", () => {
  const toggle = document.querySelector<HTMLElement>("theme-toggle")!;
  const seen = () => [document.documentElement.dataset.theme, toggle.textContent];
  expect(toggle.hidden).toBe(false);
  expect(seen()).toEqual(["auto", "Theo máy"]);
  toggle.querySelector("button")!.click();
  expect(seen()).toEqual(["light", "Sáng"]);
  toggle.querySelector("button")!.click();
  expect(seen()).toEqual(["dark", "Tối"]);
  expect(document.cookie).toContain("theme=dark");
  toggle.querySelector("button")!.click();
  expect(seen()).toEqual(["auto", "Theo máy"]);
});
