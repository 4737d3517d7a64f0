import { expect, it } from "vitest";
import { ChatLog } from "./chat-log";
import { outcomeOf } from "./outbox";

it("takes only 200 and 201 for sent", () => {
  expect([200, 201, 302, 401, 404, 422, 429, 500, 503].map(outcomeOf)).toEqual([
    "sent", "sent", "waiting", "waiting", "refused", "refused", "waiting", "waiting", "waiting",
  ]);
});

it("puts messages in the order of their numbers, once each, and lets the waiting one make room", () => {
  const log = new ChatLog();
  log.innerHTML = '<div data-seq="1">a</div><div data-seq="3">c</div><div data-waiting="x">d</div>';
  log.place(2, null, '<div data-seq="2">b</div>');
  log.place(2, null, '<div data-seq="2">b</div>');
  log.place(4, "x", '<div data-seq="4">d</div>');
  expect([...log.children].map((one) => one.textContent)).toEqual(["a", "b", "c", "d"]);
  expect(log.querySelector("[data-waiting]")).toBeNull();
});
