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
  close(): void {
    this.readyState = 3;
  }
  end(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}
const last = () => FakeSocket.all.at(-1)!;
let live: typeof import("./socket");

// Each test has a module of its own: the one before must not hear the window any more.
const heard: [EventTarget, string, EventListener][] = [];
let visibility: DocumentVisibilityState = "visible";
let onLine = true;
const show = (state: DocumentVisibilityState) => {
  visibility = state;
  document.dispatchEvent(new Event("visibilitychange"));
};
const network = (isThere: boolean) => {
  onLine = isThere;
  window.dispatchEvent(new Event(isThere ? "online" : "offline"));
};

beforeEach(async () => {
  vi.useFakeTimers();
  visibility = "visible";
  onLine = true;
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => visibility);
  vi.spyOn(navigator, "onLine", "get").mockImplementation(() => onLine);
  vi.resetModules();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all = [];
  document.body.dataset.signedIn = "";
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target);
    vi.spyOn(target, "addEventListener").mockImplementation((type: string, listener: unknown) => {
      heard.push([target, type, listener as EventListener]);
      add(type, listener as EventListener);
    });
  }
  live = await import("./socket");
});
afterEach(() => {
  for (const [target, type, listener] of heard.splice(0)) target.removeEventListener(type, listener);
  vi.restoreAllMocks();
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

test("after a return pages are told to ask, once every topic is watched again", () => {
  let resyncs = 0;
  const count = () => void resyncs++;
  document.addEventListener("live:resync", count);
  live.watch("chat:1");
  live.watch("chat:2");
  last().open();
  vi.advanceTimersByTime(60_000);
  expect(resyncs).toBe(0);
  last().end();
  vi.advanceTimersByTime(1300);
  last().open();
  last().say({ type: "watching", topic: "chat:1" });
  vi.advanceTimersByTime(1000);
  expect(resyncs).toBe(0);
  last().say({ type: "refused", topic: "chat:2" });
  vi.advanceTimersByTime(0);
  expect(resyncs).toBe(1);
  last().say({ type: "resync" });
  last().say({ type: "resync" });
  vi.advanceTimersByTime(2000);
  expect(resyncs).toBe(2);
  last().end();
  vi.advanceTimersByTime(1300);
  last().open();
  vi.advanceTimersByTime(5000);
  expect(resyncs).toBe(3);
  document.removeEventListener("live:resync", count);
});

test("a server that takes us in and drops us at once is called less and less", () => {
  live.onLive("unread", () => undefined);
  for (const wait of [1300, 2600, 5100]) {
    last().open();
    last().end(1013);
    vi.advanceTimersByTime(wait);
  }
  expect(FakeSocket.all).toHaveLength(4);
  last().end();
  vi.advanceTimersByTime(5900);
  expect(FakeSocket.all).toHaveLength(4);
});

test("a tab hidden for long keeps no socket and comes back when it is looked at", () => {
  const closed = vi.fn();
  live.watch("chat:1");
  live.onLive("live:close", closed);
  last().open();
  show("hidden");
  vi.advanceTimersByTime(60_000);
  show("visible");
  vi.advanceTimersByTime(600_000);
  expect([FakeSocket.all.length, last().readyState, closed.mock.calls.length]).toEqual([1, 1, 0]);
  show("hidden");
  vi.advanceTimersByTime(300_000);
  expect([FakeSocket.all.length, last().readyState, closed.mock.calls.length]).toEqual([1, 3, 1]);
  last().end(1000);
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.all).toHaveLength(1);
  show("visible");
  expect(FakeSocket.all).toHaveLength(2);
  last().open();
  expect(last().sent).toEqual([{ type: "watch", topic: "chat:1" }]);
});

test("off line it keeps quiet, on line it is back at once", () => {
  live.onLive("unread", () => undefined);
  last().open();
  network(false);
  expect(last().readyState).toBe(3);
  last().end();
  vi.advanceTimersByTime(600_000);
  expect(FakeSocket.all).toHaveLength(1);
  network(true);
  expect(FakeSocket.all).toHaveLength(2);
});

test("typing is told once in three seconds, and only over an open socket", () => {
  live.watch("chat:1");
  live.typing("chat:1");
  last().open();
  live.typing("chat:1");
  live.typing("chat:1");
  vi.advanceTimersByTime(3000);
  live.typing("chat:1");
  expect(last().sent.slice(1)).toEqual([
    { type: "typing", topic: "chat:1" },
    { type: "typing", topic: "chat:1" },
  ]);
});
