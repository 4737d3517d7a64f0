import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calculate } from "./calculator";
import { Engine } from "./engine";
import { seal } from "./seal";
import * as store from "./store";
import type { Clock, Kept, Pack, Props } from "./types";

const NOW = 1_800_000_000_000;
const clock = (extra: Partial<Clock> = {}): Clock => ({ now: NOW, started: NOW, deadline: NOW + 60_000, sections: null, state: "working", paused: false, paused_at: null, locked: false, lock_reason: "", revision: 0, ...extra });
const pack: Pack = { title: "t", minutes: 1, code: "101", mode: "exam", parts: [], questions: [], kinds: [], assets: [], rules: { no_back: false, calculator: false, fullscreen: false, feedback: false, hints: false, tries: 0, hint_cost: 0, run: 0 }, public_key: "" };
const urls = { pack: "/de", state: "/dang", save: "/luu", submit: "/nop", beat: "/nhip", take: "/may", file: "/tep", check: "/thu", end: "/xong" };
let serial = 0;

/** A server that remembers changes by device and number, as the real one does. */
class Server {
  changes = new Map<string, { answers: Record<string, unknown>; at: number }>();
  isDown = false;
  isSignedOut = false;
  device = "";
  submitted = 0;
  loseAnswers = 0;
  fetch = vi.fn(async (url: string, init?: RequestInit): Promise<Response> => {
    if (this.isDown) throw new TypeError("offline");
    if (this.isSignedOut) return new Response("", { status: 403 });
    const body = init?.body ? JSON.parse(init.body as string) : {};
    const said = (data: unknown) => new Response(JSON.stringify(data), { status: 200, headers: { "Content-Type": "application/json" } });
    if (url === "/de") return said(pack);
    if (url === "/dang") return said({ ...clock(), answers: this.answers(), number: this.highest(body.device), mine: !this.device || this.device === body.device, kept: {} });
    if (url === "/may") {
      this.device = body.device;
      return said({ ...clock(), answers: this.answers(), number: 0, mine: true, kept: {} });
    }
    if (url === "/nhip") return said({ ...clock(), mine: true, messages: [] });
    for (const change of body.changes ?? []) this.changes.get(`${body.device}:${change.number}`) ?? this.changes.set(`${body.device}:${change.number}`, { answers: change.answers, at: change.made_at_ms });
    if (this.loseAnswers-- > 0) throw new TypeError("cut after the commit");
    if (url === "/nop") {
      this.submitted++;
      return said({ state: "submitted", end: "/xong" });
    }
    return said({ number: Math.max(...body.changes.map((one: { number: number }) => one.number)), state: "working", revision: 0, deadline: new Date(NOW + 60_000).toISOString(), mine: !this.device || this.device === body.device, paused: false, locked: false });
  });
  answers(): Record<string, unknown> {
    return Object.assign({}, ...[...this.changes.values()].sort((a, b) => a.at - b.at).map((one) => one.answers));
  }
  highest(device: string): number {
    return Math.max(0, ...[...this.changes.keys()].filter((key) => key.startsWith(`${device}:`)).map((key) => Number(key.split(":")[1])));
  }
}

let server: Server;
let time = NOW;
const listener = () => ({ changed: vi.fn(), message: vi.fn(), ended: vi.fn() });
const props = (): Props => ({ attempt: `a${serial}`, test: "t", title: "t", person: "1", count: 20, mode: "exam", fullscreen: false, urls, clock: clock() });
async function opened(heard = listener(), given = props()): Promise<Engine> {
  const engine = new Engine(given, heard, () => time);
  await engine.open();
  return engine;
}

beforeEach(() => {
  serial++;
  time = NOW;
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
});
afterEach(() => vi.unstubAllGlobals());

describe("engine", () => {
  it("fetches the pack again when the page speaks another language, and does with the one it has without a network", async () => {
    const first = await opened();
    await first.answer(1, "o2");
    await first.send();
    first.stop();
    const packs = () => server.fetch.mock.calls.filter(([url]) => url === "/de").length;
    (await opened(listener(), { ...props(), language: "vi" })).stop();
    expect(packs()).toBe(1);
    const english = { ...pack, language: "en", title: "test" };
    const answer = server.fetch.getMockImplementation()!;
    server.isDown = true;
    const offline = await opened(listener(), { ...props(), language: "en" });
    expect(offline.pack!.title).toBe("t");
    offline.stop();
    server.isDown = false;
    server.fetch.mockImplementation(async (url, init) => (url === "/de" ? new Response(JSON.stringify(english), { headers: { "Content-Type": "application/json" } }) : answer(url, init)));
    const second = await opened(listener(), { ...props(), language: "en" });
    expect([second.pack!.title, second.kept.answers]).toEqual(["test", { 1: "o2" }]);
    expect((await store.recallPack(second.props.attempt))!.language).toBe("en");
    second.stop();
  });

  it("keeps an answer on the device before it is sent, and forgets it only after the server's word", async () => {
    const engine = await opened();
    server.isDown = true;
    await engine.answer(1, "o2");
    expect((await store.recall(engine.props.attempt))!.unsent).toHaveLength(1);
    await engine.send();
    expect(engine.online).toBe(false);
    expect(engine.kept.unsent).toHaveLength(1);
    server.isDown = false;
    await engine.send();
    expect(engine.kept.unsent).toHaveLength(0);
    expect(server.answers()).toEqual({ "1": "o2" });
    engine.stop();
  });

  it("sends again what was committed without an answer, and it counts once", async () => {
    const engine = await opened();
    server.loseAnswers = 1;
    await engine.answer(1, "o2");
    await engine.send();
    expect(engine.kept.unsent).toHaveLength(1);
    await engine.send();
    expect(engine.kept.unsent).toHaveLength(0);
    expect(server.changes.size).toBe(1);
    engine.stop();
  });

  it("never touches a change again that has gone out: its word may have been lost, and what was typed since goes too", async () => {
    const engine = await opened();
    server.loseAnswers = 1;
    await engine.answer(1, "o2");
    await engine.send();
    await engine.answer(1, "o3");
    expect(engine.kept.unsent.map((one) => one.number)).toEqual([1, 2]);
    await engine.send();
    expect(engine.kept.unsent).toHaveLength(0);
    expect(server.answers()).toEqual({ "1": "o3" });
    engine.stop();
  });

  it("keeps what waits when somebody else signs in on the device", async () => {
    const engine = await opened();
    await engine.answer(1, "o1");
    server.fetch.mockImplementationOnce(async () => new Response("<h1>404</h1>", { status: 404, headers: { "Content-Type": "text/html" } }));
    await engine.send();
    expect(engine.standing).toBe("signedOut");
    expect(engine.kept.unsent).toHaveLength(1);
    await engine.wake();
    expect(server.answers()).toEqual({ "1": "o1" });
    engine.stop();
  });

  it("keeps of an essay only its last word for the answer file", async () => {
    const engine = await opened();
    for (let round = 0; round < 5; round += 1) {
      time += 1000;
      await engine.answer(4, { html: `<p>${"a".repeat(round + 1)}</p>` });
      await engine.send();
    }
    expect(engine.kept.all.map((one) => one.number)).toEqual([5]);
    expect(server.changes.size).toBe(5);
    engine.stop();
  });

  it("works in one tab at a time; the other one is read-only until it takes over", async () => {
    const waiting = new Map<string, (problem: Error) => void>();
    const request = (name: string, options: { steal?: boolean }, work: (lock: object | null) => Promise<void> | void): Promise<void> => {
      if (waiting.has(name) && !options.steal) return Promise.resolve(work(null) as undefined);
      waiting.get(name)?.(new Error("stolen"));
      return new Promise((done, stolen) => {
        waiting.set(name, stolen);
        void Promise.resolve(work({})).then(() => (waiting.delete(name), done()));
      });
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const first = await opened();
    await first.answer(1, "o1");
    const second = await opened();
    expect(second.standing).toBe("otherTab");
    expect(second.mayWrite).toBe(false);
    await second.takeTab();
    expect(first.standing).toBe("otherTab");
    expect(second.standing).toBe("working");
    await second.answer(2, "o2");
    expect(second.kept.unsent.map((one) => one.number)).toEqual([1, 2]);
    await second.send();
    expect(server.answers()).toEqual({ "1": "o1", "2": "o2" });
    first.stop();
    second.stop();
  });

  it("goes on after a reload without a network", async () => {
    const first = await opened();
    server.isDown = true;
    await first.answer(1, "o2");
    await first.answer(2, { s1: true });
    first.stop();
    const second = await opened();
    expect(second.standing).toBe("working");
    expect(second.pack).not.toBeNull();
    expect(second.kept.answers).toEqual({ "1": "o2", "2": { s1: true } });
    server.isDown = false;
    await second.wake();
    expect(server.answers()).toEqual({ "1": "o2", "2": { s1: true } });
    second.stop();
  });

  it("joins typing into one change until it is on its way", async () => {
    const engine = await opened();
    for (const text of ["2", "2,", "2,5"]) await engine.answer(3, text);
    expect(engine.kept.unsent).toHaveLength(1);
    await engine.send();
    await engine.answer(3, "2,55");
    expect(engine.kept.unsent[0]!.number).toBe(2);
    engine.stop();
  });

  it("takes what another device answered, but for what this one hasn't sent", async () => {
    const first = await opened();
    server.isDown = true;
    await first.answer(1, "o1");
    first.stop();
    server.isDown = false;
    server.changes.set("other:1", { answers: { "1": "o4", "2": "o4" }, at: NOW - 5 });
    const second = await opened();
    expect(second.kept.answers).toEqual({ "1": "o1", "2": "o4" });
    second.stop();
  });

  it("turns read-only when another device holds the pen, and takes it back when asked", async () => {
    const engine = await opened();
    server.device = "other";
    await engine.answer(1, "o1");
    await engine.send();
    expect(engine.standing).toBe("elsewhere");
    expect(engine.mayWrite).toBe(false);
    expect(server.answers()).toEqual({ "1": "o1" });
    await engine.takeOver();
    expect(engine.standing).toBe("working");
    engine.stop();
  });

  it("stays where it is when the sign-in page answers in JSON", async () => {
    const engine = await opened();
    const page = new Response('{"html": "…"}', { status: 200, headers: { "Content-Type": "application/json" } });
    Object.defineProperty(page, "redirected", { value: true });
    server.fetch.mockImplementationOnce(async () => page);
    await engine.beat();
    expect(engine.standing).toBe("signedOut");
    server.fetch.mockImplementationOnce(async () => new Response("{}", { status: 200, headers: { "Content-Type": "application/json" } }));
    await engine.beat();
    expect(engine.standing).not.toBe("ended");
    engine.stop();
  });

  it("keeps everything while signed out and sends it after a new log-in", async () => {
    const engine = await opened();
    server.isSignedOut = true;
    await engine.answer(1, "o1");
    await engine.send();
    expect(engine.standing).toBe("signedOut");
    server.isSignedOut = false;
    await engine.wake();
    expect(engine.standing).toBe("working");
    expect(server.answers()).toEqual({ "1": "o1" });
    engine.stop();
  });

  it("hands in with what waits, or keeps the wish until the network is back", async () => {
    const heard = listener();
    const engine = await opened(heard);
    server.isDown = true;
    await engine.answer(1, "o1");
    expect(await engine.submit()).toBe(false);
    expect(engine.kept.wants_submit).toBe(true);
    expect(engine.mayWrite).toBe(false);
    engine.stop();
    server.isDown = false;
    const again = await opened(heard);
    await vi.waitFor(() => expect(heard.ended).toHaveBeenCalledWith("/xong"));
    expect(server.submitted).toBe(1);
    expect(server.answers()).toEqual({ "1": "o1" });
    again.stop();
  });

  it("follows the server's clock, and a paused clock stands", async () => {
    time = NOW - 120_000; // this device is two minutes slow
    const engine = await opened();
    expect(engine.left()).toBe(60_000);
    time += 20_000;
    expect(engine.left()).toBe(40_000);
    engine.kept.clock = { ...engine.kept.clock, paused: true, paused_at: NOW + 10_000 };
    expect(engine.left()).toBe(50_000);
    engine.stop();
  });

  it("leaves a change nobody can read behind, so that others get through", async () => {
    const engine = await opened();
    await engine.answer(1, "o1");
    server.fetch.mockImplementationOnce(async () => new Response(JSON.stringify({ message: "no", code: "change.bad" }), { status: 422, headers: { "Content-Type": "application/json" } }));
    await engine.send();
    expect(engine.kept.unsent).toHaveLength(0);
    expect(engine.kept.all).toHaveLength(1);
    await engine.answer(2, "o2");
    await engine.send();
    expect(server.answers()).toEqual({ "2": "o2" });
    engine.stop();
  });

  it("never shows one person what another answered on the same device", async () => {
    const first = await opened();
    server.isDown = true;
    await first.answer(1, "o1");
    first.stop();
    const other = await opened(listener(), { ...props(), person: "2" });
    expect(other.kept.answers).toEqual({});
    other.stop();
  });
});

describe("answer file", () => {
  it("is sealed with the test's key", async () => {
    const pair = await crypto.subtle.generateKey({ name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["encrypt", "decrypt"]);
    const spki = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey))));
    const kept = { device: "d", all: [{ number: 1, answers: { "1": "đáp án" }, base: 0, made_at_ms: NOW, source: "live" }] } as unknown as Kept;
    const file = JSON.parse(await (await seal(kept, { attempt: "a", test: "t" }, spki)).text());
    const raw = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", await crypto.subtle.decrypt({ name: "RSA-OAEP" }, pair.privateKey, raw(file.key)), "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: raw(file.iv) }, key, raw(file.data));
    expect(JSON.parse(new TextDecoder().decode(plain)).changes[0].answers).toEqual({ "1": "đáp án" });
    expect([file.test, file.attempt]).toEqual(["t", "a"]);
  });
});

describe("calculator", () => {
  it.each([["2+3×4", 14], ["(2+3)×4", 20], ["2^3^2", 512], ["√(9)+1", 4], ["-2^2", -4], ["1,5:3", 0.5], ["2-3-4", -5], ["10÷2÷5", 1]])("%s", (text, value) => expect(calculate(text)).toBeCloseTo(value));
  it.each(["", "2+", "(2", "abc", "2(3)"])("%s is nothing", (text) => expect(calculate(text)).toBeNaN());
});
