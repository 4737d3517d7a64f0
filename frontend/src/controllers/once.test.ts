import { beforeEach, expect, test, vi } from "vitest";
import { startOnce } from "./once";

startOnce();
const press = (): boolean => document.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<form method="post"><button>Lập nhóm</button></form>';
});

test("a second press is held back until the answer had time to come", () => {
  expect(press()).toBe(true);
  vi.advanceTimersByTime(0);
  expect(press()).toBe(false);
  vi.advanceTimersByTime(4000);
  expect(press()).toBe(true);
});

test("coming back to the page, the form may be sent again", () => {
  press();
  vi.advanceTimersByTime(0);
  window.dispatchEvent(new Event("pageshow"));
  expect(press()).toBe(true);
});

test("what a script sends is its own affair, and so are searches", () => {
  const stop = (event: Event): void => event.preventDefault();
  document.querySelector("form")!.addEventListener("submit", stop);
  press();
  vi.advanceTimersByTime(0);
  document.querySelector("form")!.removeEventListener("submit", stop);
  expect(press()).toBe(true);
  document.body.innerHTML = "<form></form>";
  press();
  vi.advanceTimersByTime(0);
  expect(press()).toBe(true);
});

test("without a network a form stays, filled in, and says so once; with one again it goes", () => {
  document.body.innerHTML = '<form method="post"><input name="w" value="Lời xin phép"></form><form id="search"></form><div id="messages"></div>';
  const line = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  expect([press(), press()]).toEqual([false, false]);
  expect([...document.querySelectorAll("toast-note")].map((note) => note.textContent)).toEqual([expect.stringContaining("chưa gửi")]);
  expect(document.querySelector("input")!.value).toBe("Lời xin phép");
  expect(document.querySelector("#search")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }))).toBe(true);
  line.mockReturnValue(true);
  expect(press()).toBe(true);
  line.mockRestore();
});
