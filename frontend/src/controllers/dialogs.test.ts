import { beforeEach, expect, test } from "vitest";
import { startDialogs } from "./dialogs";

startDialogs();
beforeEach(() => {
  document.body.innerHTML = '<a id="a" href="/page" data-open="d">Mở</a><dialog id="d"><button data-close>Đóng</button><p>x</p></dialog>';
});

const dialog = () => document.getElementById("d") as HTMLDialogElement;

test("opens instead of following the link, and gives focus back when closed", () => {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  document.getElementById("a")!.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(dialog().open).toBe(true);
  dialog().querySelector<HTMLElement>("[data-close]")!.click();
  expect(dialog().open).toBe(false);
  expect(document.activeElement?.id).toBe("a");
});

test("a click inside stays open, a click on the backdrop closes", () => {
  dialog().showModal();
  dialog().querySelector("p")!.click();
  expect(dialog().open).toBe(true);
  dialog().click();
  expect(dialog().open).toBe(false);
});

test("a link to a dialog that isn't there still works as a link", () => {
  document.querySelector("a")!.dataset.open = "nothing";
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  document.querySelector("a")!.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});
