import { afterEach, beforeEach, expect, test, vi } from "vitest";

class FakeSocket extends EventTarget {
  static OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: unknown[] = [];
  constructor(public url: string) {
    super();
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }
  end(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}
const last = () => FakeSocket.all.at(-1)!;
let live: typeof import("./socket");

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  document.body.dataset.signedIn = "";
  live = await import("./socket");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a visitor opens no socket", () => {
  delete document.body.dataset.signedIn;
  live.onLive("unread", () => undefined);
  expect(FakeSocket.all).toHaveLength(0);
});

test("one socket serves everybody and frames that aren't ours do no harm", () => {
  const counts: unknown[] = [];
  live.onLive("unread", (message) => counts.push(message.count));
  live.onLive("board", () => undefined);
  expect(FakeSocket.all).toHaveLength(1);
  last().open();
  last().say("not json");
  last().say({ type: "unread", count: 4 });
  expect(counts).toEqual([4]);
});

test("comes back with growing pauses and asks for its topics again", () => {
  live.watch("board:12");
  last().open();
  expect(last().sent).toEqual([{ type: "watch", topic: "board:12" }]);
  last().end();
  vi.advanceTimersByTime(1300);
  expect(FakeSocket.all).toHaveLength(2);
  last().end();
  vi.advanceTimersByTime(1300);
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(1300);
  expect(FakeSocket.all).toHaveLength(3);
  last().open();
  expect(last().sent).toEqual([{ type: "watch", topic: "board:12" }]);
});

test("a topic is left when its last watcher leaves", () => {
  const first = live.watch("chat:1");
  const second = live.watch("chat:1");
  last().open();
  first();
  expect(last().sent).toHaveLength(1);
  second();
  expect(last().sent.at(-1)).toEqual({ type: "leave", topic: "chat:1" });
});

test("a refusal to people who aren't signed in is final", () => {
  live.onLive("unread", () => undefined);
  last().end(4401);
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.all).toHaveLength(1);
});
