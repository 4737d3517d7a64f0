import "fake-indexeddb/auto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Engine } from "./engine";
import { finished, openAt, withMoves } from "./sections";
import type { Clock, Pack, Props } from "./types";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const table = [
  { key: "I", opens: NOW, closes: NOW + 20 * MINUTE },
  { key: "II", opens: NOW + 20 * MINUTE, closes: NOW + 30 * MINUTE },
];

describe("a timetable", () => {
  it("has one section open at a time", () => {
    expect(openAt(table, NOW + 19 * MINUTE)?.key).toBe("I");
    expect(openAt(table, NOW + 20 * MINUTE)?.key).toBe("II");
    expect(openAt(table, NOW + 30 * MINUTE)).toBeUndefined();
    expect(openAt(null, NOW)).toBeUndefined();
  });
  it("moves forward when one is finished early, once", () => {
    const early = finished(table, { key: "I", at_ms: NOW + 12 * MINUTE });
    expect(early.map((one) => (one.closes - NOW) / MINUTE)).toEqual([12, 22]);
    expect(finished(early, { key: "I", at_ms: NOW + 15 * MINUTE })).toEqual(early);
    expect(withMoves(null, [{ key: "I", at_ms: NOW }])).toBeNull();
  });
});

const clock = (): Clock => ({ now: time, started: NOW, deadline: NOW + 30 * MINUTE, sections: served, state: "working", paused: false, paused_at: null, locked: false, lock_reason: "", revision: 0 });
const rules = { no_back: false, calculator: false, fullscreen: false, feedback: false, hints: false, tries: 0, hint_cost: 0, run: 0 };
const pack: Pack = { title: "t", minutes: null, code: "", mode: "exam", parts: [], questions: [], kinds: [], assets: [], rules, public_key: "" };
const urls = { pack: "/de", state: "/dang", save: "/luu", submit: "/nop", beat: "/nhip", take: "/may", file: "/tep", check: "/thu", end: "/xong" };
let time = NOW;
let served = table;
let serial = 0;
let refused: number[] = [];
let isDown = false;
let moves: { key: string; at_ms: number }[] = [];

const server = vi.fn(async (url: string, init?: RequestInit): Promise<Response> => {
  if (isDown) throw new TypeError("offline");
  const body = init?.body ? JSON.parse(init.body as string) : {};
  const said = (data: unknown) => new Response(JSON.stringify(data), { status: 200, headers: { "Content-Type": "application/json" } });
  if (url === "/de") return said(pack);
  if (url === "/dang") return said({ ...clock(), answers: { "1": "o1" }, number: 0, mine: true, kept: {} });
  if (url === "/nhip") {
    for (const move of body.moves ?? []) moves.push(move), (served = finished(served, move));
    return said({ ...clock(), mine: true, messages: [] });
  }
  return said({ number: 1, state: "working", revision: 0, deadline: new Date(NOW + 30 * MINUTE).toISOString(), mine: true, paused: false, locked: false, refused });
});

async function opened(heard: number[][] = []): Promise<Engine> {
  vi.stubGlobal("fetch", server);
  const props: Props = { attempt: `s${++serial}`, test: "t", title: "t", person: "1", count: 4, mode: "exam", fullscreen: false, urls, clock: clock() };
  const engine = new Engine(props, { changed: vi.fn(), message: vi.fn(), ended: vi.fn(), refused: (positions) => heard.push(positions) }, () => time);
  await engine.open();
  return engine;
}

describe("an engine with sections", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    [time, served, refused, isDown, moves] = [NOW, table, [], false, []];
  });

  it("lets answer the open section only and counts its time", async () => {
    const engine = await opened();
    expect([engine.mayAnswer("I"), engine.mayAnswer("II"), engine.sectionLeft()]).toEqual([true, false, 20 * MINUTE]);
    time = NOW + 21 * MINUTE;
    expect([engine.mayAnswer("I"), engine.mayAnswer("II"), engine.left()]).toEqual([false, true, 9 * MINUTE]);
    time = NOW + 30 * MINUTE;
    expect([engine.mayAnswer("II"), engine.left()]).toEqual([false, 0]);
    engine.stop();
  });

  it("finishes a section early off line and tells the server later, through a reload", async () => {
    const engine = await opened();
    time = NOW + 12 * MINUTE;
    isDown = true;
    await engine.finishSection();
    expect([engine.mayAnswer("I"), engine.mayAnswer("II"), engine.left()]).toEqual([false, true, 10 * MINUTE]);
    engine.stop();
    isDown = false;
    const again = new Engine(engine.props, { changed: vi.fn(), message: vi.fn(), ended: vi.fn() }, () => time);
    await again.open();
    expect(again.mayAnswer("II"), "the server hasn't heard of it, this device has").toBe(true);
    await again.beat();
    expect(moves).toEqual([{ key: "I", at_ms: NOW + 12 * MINUTE }]);
    expect(again.kept.moves).toEqual([]);
    expect(again.left()).toBe(10 * MINUTE);
    again.stop();
  });

  it("shows what counts again when an answer came after its section had closed", async () => {
    const heard: number[][] = [];
    const engine = await opened(heard);
    refused = [1];
    await engine.answer(1, "o3");
    await engine.send();
    expect(heard).toEqual([[1]]);
    expect(engine.kept.answers["1"]).toBe("o1");
    expect(engine.kept.unsent).toEqual([]);
    engine.stop();
  });
});
