import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Engine } from "./engine";
import { Listening } from "./listening";
import { get } from "./net";
import * as store from "./store";
import type { Props } from "./types";
import { upload } from "./upload";

const NOW = 1_800_000_000_000;
const clock = { now: NOW, started: NOW, deadline: NOW + 60_000, sections: null, state: "working", paused: false, paused_at: null, locked: false, lock_reason: "", revision: 0 };
const pack = { title: "t", minutes: 1, code: "101", mode: "exam", parts: [], questions: [], kinds: [], assets: [], rules: {}, public_key: "" };
const urls = { pack: "/de", state: "/dang", save: "/luu", submit: "/nop", beat: "/nhip", take: "/may", file: "/tep", check: "/thu", end: "/xong" };
const said = (data: unknown): Response => new Response(JSON.stringify(data), { status: 200, headers: { "Content-Type": "application/json" } });

let serial = 0;
let asked: string[] = [];
let isDown = false;
/** Answers that wait until the test lets them go. */
let held = new Map<string, () => void>();
let holds = "";

beforeEach(() => {
  serial++;
  [asked, isDown, holds, held] = [[], false, "", new Map()];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    if (isDown) throw new TypeError("offline");
    if (url === holds) await new Promise<void>((go) => held.set(url, go));
    if (url === "/de") return said(pack);
    if (url === "/dang") return said({ ...clock, answers: {}, number: 0, mine: true, kept: {} });
    if (url === "/nhip") return said({ ...clock, mine: true, messages: [] });
    if (url === "/nop") return said({ state: "submitted", end: "/xong" });
    return said({ number: 1, state: "working", revision: 0, deadline: null, mine: true, paused: false, locked: false });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const made = (): Engine => {
  const props = { attempt: `r${serial}`, test: "t", title: "t", person: "1", count: 1, mode: "exam", fullscreen: false, urls, clock } as unknown as Props;
  return new Engine(props, { changed: vi.fn(), message: vi.fn(), ended: vi.fn() }, () => NOW);
};
const count = (url: string): number => asked.filter((one) => one === url).length;

describe("an engine that is stopped", () => {
  it("begins nothing with what comes back later", async () => {
    for (const down of [false, true]) {
      isDown = down;
      const set = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "setInterval")];
      const engine = made();
      const opening = engine.open();
      engine.stop();
      await opening;
      engine.kept.unsent = [];
      await engine.answer(1, "o1");
      await engine.send();
      const waits = set.flatMap((spy) => spy.mock.calls.map((call) => call[1])).filter((wait) => [700, 1500, 2500, 30_000].includes(wait as number));
      expect(waits).toEqual([]);
      for (const spy of set) spy.mockRestore();
    }
  });
});

describe("two calls at once", () => {
  it("open once", async () => {
    const engine = made();
    await Promise.all([engine.open(), engine.open(), engine.wake()]);
    expect([count("/dang"), count("/de"), engine.standing]).toEqual([1, 1, "working"]);
    engine.stop();
  });

  it("hand in once", async () => {
    const engine = made();
    await engine.open();
    expect(await Promise.all([engine.submit(), engine.submit()])).toEqual([true, true]);
    expect(count("/nop")).toBe(1);
    engine.stop();
  });
});

describe("a tab that has lost the attempt to another", () => {
  it("stays read-only, and writes nothing over what the other keeps, when an answer of the server comes late", async () => {
    let lose: (problem: Error) => void = () => undefined;
    const request = (_name: string, _how: unknown, run: (lock: object) => Promise<void>) =>
      new Promise<void>((_done, fail) => {
        lose = fail;
        void run({});
      });
    vi.stubGlobal("navigator", { locks: { request } });
    const engine = made();
    await engine.open();
    holds = "/luu";
    await engine.answer(1, "o1");
    const sending = engine.send();
    await vi.waitFor(() => expect(held.has("/luu")).toBe(true));
    lose(new Error("stolen"));
    await vi.waitFor(() => expect(engine.standing).toBe("otherTab"));
    const other = { ...(await store.recall(`r${serial}`))!, scratch: "của thẻ kia" };
    await store.keep(other);
    held.get("/luu")!();
    await sending;
    expect([engine.standing, (await store.recall(`r${serial}`))!.scratch]).toEqual(["otherTab", "của thẻ kia"]);
    engine.stop();
  });
});

describe("talking to the server", () => {
  it("gives up a pack that never begins to come", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", (_url: string, init: RequestInit) => new Promise((_done, fail) => init.signal!.addEventListener("abort", () => fail(new Error("aborted")))));
    const heard = get("/de").catch((problem: { fault: string }) => problem.fault);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await heard).toBe("network");
  });

  it("sends a file with the token of the latest sign-in", async () => {
    document.cookie = "csrftoken=moi";
    const fetched = vi.fn(async (_url: string, _init: RequestInit) => said({ uuid: "u", name: "a.png" }));
    vi.stubGlobal("fetch", fetched);
    expect(await upload("/tep", 3, new Blob(["x"]), "a.png")).toEqual({ uuid: "u", name: "a.png" });
    expect((fetched.mock.calls[0]![1].headers as Record<string, string>)["X-CSRFToken"]).toBe("moi");
    document.cookie = "csrftoken=; max-age=0";
  });
});

describe("listening", () => {
  it("hears nothing of a page still being opened, nor after its end", () => {
    const life = new AbortController();
    const signal = vi.fn();
    const acts = { shown: () => undefined, step: vi.fn(), flag: vi.fn(), mayAnswer: () => true, take: vi.fn(), paint: vi.fn(), wake: vi.fn() };
    const engine = { signal } as unknown as Engine;
    new Listening(document.createElement("div"), engine, acts).bind(false, life.signal);
    window.dispatchEvent(new Event("beforeprint"));
    expect(signal).not.toHaveBeenCalled();
    engine.kept = {} as Engine["kept"];
    window.dispatchEvent(new Event("beforeprint"));
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
    expect([signal.mock.calls, acts.step.mock.calls]).toEqual([[[{ kind: "print" }]], [[1]]]);
    life.abort();
    window.dispatchEvent(new Event("beforeprint"));
    expect(signal).toHaveBeenCalledTimes(1);
  });
});
