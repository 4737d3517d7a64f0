import { beforeEach, expect, test, vi } from "vitest";
import { startConfirm } from "./confirm";

startConfirm();
let sent = 0;
document.addEventListener("submit", (event) => {
  event.preventDefault();
  sent++;
});
beforeEach(() => {
  sent = 0;
  document.body.innerHTML = '<form data-confirm="Xoá bài này?" data-confirm-yes="Xoá" data-confirm-danger><button>Gửi</button></form>';
});
const ask = async () => {
  document.querySelector("form")!.requestSubmit();
  await vi.waitFor(() => expect(document.querySelector("dialog")).not.toBeNull());
  return [...document.querySelectorAll<HTMLButtonElement>("dialog button")];
};

test("asks in its own words and sends once on yes", async () => {
  const [no, yes] = await ask();
  expect(document.querySelector("dialog h2")?.textContent).toBe("Xoá bài này?");
  expect([no?.textContent, yes?.textContent]).toEqual(["Thôi", "Xoá"]);
  expect(sent).toBe(0);
  yes?.click();
  await vi.waitFor(() => expect(sent).toBe(1));
  expect(document.querySelector("dialog")).toBeNull();
});

test("does nothing on no, and asks again the next time", async () => {
  (await ask())[0]?.click();
  await vi.waitFor(() => expect(document.querySelector("dialog")).toBeNull());
  expect(sent).toBe(0);
  await ask();
  expect(sent).toBe(0);
});

test("doesn't ask about a form in which something is still missing", async () => {
  document.body.innerHTML = '<form><input name="title" required><button data-confirm="Gửi đi?">Gửi</button></form>';
  const [field, button] = [document.querySelector("input")!, document.querySelector("button")!];
  button.click();
  expect(document.querySelector("dialog")).toBeNull();
  field.value = "Họp";
  button.click();
  await vi.waitFor(() => expect(document.querySelector("dialog h2")?.textContent).toBe("Gửi đi?"));
});
