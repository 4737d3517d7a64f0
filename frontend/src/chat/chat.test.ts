import "fake-indexeddb/auto";
import { expect, it, vi } from "vitest";
import { ChatLog } from "./chat-log";
import { keep, waitingFor } from "./outbox";

it("puts messages in the order of their numbers, once each, and lets the waiting one make room", () => {
  const log = new ChatLog();
  log.innerHTML = '<div data-seq="1">a</div><div data-seq="3">c</div><div data-waiting="x">d</div>';
  log.place(2, null, '<div data-seq="2">b</div>');
  log.place(2, null, '<div data-seq="2">b</div>');
  log.place(4, "x", '<div data-seq="4">d</div>');
  expect([...log.children].map((one) => one.textContent)).toEqual(["a", "b", "c", "d"]);
  expect(log.querySelector("[data-waiting]")).toBeNull();
});

it("ticks one's own messages as far as the others have got and read them, never back", () => {
  const log = new ChatLog();
  const line = (arrived: number) => `<div class="msg me" data-arrived="${arrived}"><span class="tick-state" data-state="sent"></span></div>`;
  log.innerHTML = line(1) + line(2) + line(4);
  log.tick(1, 2);
  log.tick(0, 1);
  const states = [...log.querySelectorAll<HTMLElement>(".tick-state")].map((one) => one.dataset.state);
  expect(states).toEqual(["read", "delivered", "sent"]);
});

it("keeps apart what two people of one phone have waiting", async () => {
  const one = { url: "/tin-nhan/1/", body: "Vâng ạ", urgent: false };
  await keep({ ...one, id: "b", person: "mẹ", at: 2 });
  await keep({ ...one, id: "a", person: "mẹ", at: 1 });
  await keep({ ...one, id: "c", person: "con", at: 1 });
  expect((await waitingFor("mẹ", one.url)).map((waiting) => waiting.id)).toEqual(["a", "b"]);
  expect((await waitingFor("con", one.url)).map((waiting) => waiting.id)).toEqual(["c"]);
});

it("asks once for a burst of signals, and again by itself after the line was broken", async () => {
  vi.useFakeTimers();
  const answer = { messages: [{ seq: 1, client_id: null, html: '<div data-seq="1">Chào cô</div>' }], cursor: 1, more: false, read: 0, got: 0 };
  const ask = vi
    .fn<() => Promise<Response>>()
    .mockRejectedValueOnce(new TypeError("no line"))
    .mockImplementation(async () => new Response(JSON.stringify(answer)));
  vi.stubGlobal("fetch", ask);
  const log = new ChatLog();
  log.innerHTML = "<p data-empty>Chưa có tin nào.</p>";
  log.dataset.url = "/tin/";
  Object.defineProperty(log, "isConnected", { value: true });
  await Promise.all([log.catchUp(), log.catchUp(), log.catchUp()]);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(log.querySelector("[data-seq]")).toBeNull();
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask.mock.calls.length).toBeGreaterThan(1);
  expect(log.textContent).toBe("Chào cô");
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
