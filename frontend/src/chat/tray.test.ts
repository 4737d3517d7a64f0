import { expect, it, vi } from "vitest";
import { Tray } from "./tray";

const picture = (name: string): File => new File(["x"], name, { type: "image/png" });

it("keeps pictures with their words until they are sent, and lets one be taken out", () => {
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
  document.body.innerHTML = `<div id="t" hidden><ul></ul><template><li><img alt=""><input><button type="button" data-part="unpick"></button></li></template></div>`;
  const root = document.getElementById("t")!;
  const changed = vi.fn();
  const tray = new Tray(root, changed);
  expect([tray.holds([picture("a.png")]), tray.holds([picture("a.png"), new File(["x"], "b.pdf", { type: "application/pdf" })]), tray.holds([])]).toEqual([true, false, false]);
  tray.add([picture("a.png"), picture("b.png"), picture("c.png")]);
  expect([root.hidden, tray.size]).toEqual([false, 3]);
  root.querySelectorAll("input")[0]!.value = " Vở của em ";
  root.querySelectorAll<HTMLElement>("[data-part=unpick]")[1]!.click();
  expect(tray.take().map(({ name, alt }) => [name, alt])).toEqual([["a.png", "Vở của em"], ["c.png", undefined]]);
  expect([root.hidden, tray.size, root.querySelectorAll("li").length, changed.mock.calls.length]).toEqual([true, 0, 0, 3]);
  tray.add(Array.from({ length: 12 }, (_, number) => picture(`${number}.png`)));
  expect(tray.size).toBe(10);
  vi.unstubAllGlobals();
});
