import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toast } from "./toast-note";

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '<div id="messages"></div>';
});
afterEach(() => vi.useRealTimers());
const notes = () => [...document.querySelectorAll("toast-note")];

test("good news leaves by itself", () => {
  toast("Đã lưu");
  expect(notes()[0]?.getAttribute("role")).toBe("status");
  vi.advanceTimersByTime(7001);
  expect(notes()).toHaveLength(0);
});

test("an error waits until it is closed", () => {
  toast("Chưa gửi được", { level: "error" });
  vi.advanceTimersByTime(60_000);
  expect(notes()[0]?.getAttribute("role")).toBe("alert");
  document.querySelector<HTMLElement>(".close")!.click();
  expect(notes()).toHaveLength(0);
});

test("runs its action once and goes", () => {
  const undo = vi.fn();
  toast("Đã xoá", { action: { label: "Hoàn tác", run: undo } });
  document.querySelector<HTMLElement>(".undo")!.click();
  expect(undo).toHaveBeenCalledOnce();
  expect(notes()).toHaveLength(0);
});

test("the text is text, never markup", () => {
  toast("<b>x</b>");
  expect(notes()[0]?.querySelector("b")).toBeNull();
});
