import { expect, it, vi } from "vitest";
import { startCardPick } from "./card-pick";

const row = (key: string, isChosen = false): string => `<li><label><input type="checkbox" name="cards" value="${key}"${isChosen ? " checked" : ""}></label></li>`;

it("keeps what is ticked while one looks on, offers nothing twice, and Enter looks instead of publishing", async () => {
  document.body.innerHTML = `<form><fieldset data-card-pick="/the/"><ul data-chosen>${row("a", true)}</ul><input type="search"><button value="tim">Tìm</button><ul data-found>${row("b")}${row("c")}</ul></fieldset></form>`;
  const pick = document.querySelector<HTMLElement>("[data-card-pick]")!;
  const values = (where: string): string[] => [...pick.querySelectorAll<HTMLInputElement>(`${where} input`)].map((box) => box.value);
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(row("a") + row("b") + row("d")))));
  startCardPick(pick);
  expect(pick.querySelector("button")!.type).toBe("button");
  pick.querySelector<HTMLInputElement>("[value=b]")!.checked = true;
  const enter = new KeyboardEvent("keydown", { key: "Enter", cancelable: true });
  pick.querySelector("input[type=search]")!.dispatchEvent(enter);
  expect(enter.defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(values("[data-found]")).toEqual(["d"]));
  expect(values("[data-chosen]")).toEqual(["a", "b"]);
  expect(new FormData(document.querySelector("form")!).getAll("cards")).toEqual(["a", "b"]);
  vi.unstubAllGlobals();
});
