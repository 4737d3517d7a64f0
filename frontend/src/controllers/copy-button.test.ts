import { beforeEach, expect, test, vi } from "vitest";
import "./copy-button";

const write = vi.fn(async (_text: string) => undefined);
beforeEach(() => {
  write.mockClear();
  Object.defineProperty(navigator, "clipboard", { value: { writeText: write }, configurable: true });
  document.body.innerHTML = '<div id="messages"></div><input id="code" value="8A-2026"><copy-button hidden data-from="#code"><button>Chép</button></copy-button>';
});

test("copies the value it points to and says so", async () => {
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(document.querySelector("toast-note")?.textContent).toContain("Đã chép"));
  expect(write).toHaveBeenCalledWith("8A-2026");
});

test("says when the browser refuses", async () => {
  write.mockRejectedValueOnce(new Error("denied"));
  document.querySelector("button")!.click();
  await vi.waitFor(() => expect(document.querySelector("toast-note.warning")).not.toBeNull());
});
