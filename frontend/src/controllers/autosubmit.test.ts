import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startAutosubmit } from "./autosubmit";

startAutosubmit();
let sent = 0;
beforeEach(() => {
  vi.useFakeTimers();
  sent = 0;
  document.body.innerHTML = '<form data-autosubmit><select name="a"><option>1</option></select><input type="search" name="q"></form><form id="no"><select></select></form>';
  for (const form of document.querySelectorAll("form")) form.requestSubmit = () => void sent++;
});
afterEach(() => vi.useRealTimers());

test("a changed choice sends at once, in forms that ask for it only", () => {
  document.querySelector("select")!.dispatchEvent(new Event("change", { bubbles: true }));
  document.querySelector("#no select")!.dispatchEvent(new Event("change", { bubbles: true }));
  expect(sent).toBe(1);
});

test("typing sends once, after a rest", () => {
  const input = document.querySelector("input")!;
  for (let i = 0; i < 3; i++) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    vi.advanceTimersByTime(200);
  }
  expect(sent).toBe(0);
  vi.advanceTimersByTime(200);
  expect(sent).toBe(1);
});
