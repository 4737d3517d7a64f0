import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localStore, Saver, type Answer, type Sent } from "./saver";

interface Body {
  who?: string;
}

function setUp(replies: (Answer<Body> | Error)[]) {
  const sent: Sent[] = [];
  const states: string[] = [];
  const store = localStore("test");
  store.clear();
  const saver = new Saver<Body>(
    1,
    store,
    async (what) => {
      sent.push(structuredClone(what));
      const reply = replies.shift() ?? { status: 200, body: { number: sent.length + 1 } };
      if (reply instanceof Error) throw reply;
      return reply;
    },
    (now) => void states.push(now.state),
  );
  return { saver, sent, states, store };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("saver", () => {
  it("keeps a change here at once and sends the last one after a pause", async () => {
    const { saver, sent, states, store } = setUp([]);
    saver.take(["a"], "g");
    saver.take(["ab"], "g");
    expect(store.get()?.blocks).toEqual(["ab"]);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1300);
    expect(sent).toEqual([{ base: 1, blocks: ["ab"], goal: "g" }]);
    expect([states.at(-1), saver.base, store.get()]).toEqual(["saved", 2, null]);
  });
  it("sends within eight seconds even when the typing never stops", async () => {
    const { saver, sent } = setUp([]);
    for (let i = 0; i < 12; i++) {
      saver.take([i], "");
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(sent.length).toBeGreaterThanOrEqual(1);
  });
  it("keeps what the network wouldn't take, and tries again", async () => {
    const { saver, sent, states, store } = setUp([new Error("off"), { status: 503, body: { number: 0 } }]);
    saver.take(["a"], "");
    await vi.advanceTimersByTimeAsync(1300);
    expect([saver.state, store.get()?.blocks]).toEqual(["kept", ["a"]]);
    saver.take(["ab"], "");
    expect(saver.state).toBe("kept");
    await vi.advanceTimersByTimeAsync(30000);
    expect(sent.at(-1)).toEqual({ base: 1, blocks: ["ab"], goal: "" });
    expect([states.at(-1), store.get()]).toEqual(["saved", null]);
  });
  it("stops at a conflict, keeps the words, and goes on as told", async () => {
    const { saver, sent, store } = setUp([{ status: 409, body: { number: 5 } }, { status: 200, body: { number: 6 } }]);
    saver.take(["mine"], "");
    await vi.advanceTimersByTimeAsync(1300);
    expect(saver.state).toBe("conflict");
    saver.take(["mine too"], "");
    await vi.advanceTimersByTimeAsync(20000);
    expect([sent.length, store.get()?.blocks]).toEqual([1, ["mine too"]]);
    await saver.keepMine(5, ["mine too"], "");
    expect(sent[1]).toEqual({ base: 5, blocks: ["mine too"], goal: "", fork: true });
    expect([saver.state, saver.base]).toEqual(["saved", 6]);
  });
  it("takes the other version and forgets the kept one", async () => {
    const { saver, store } = setUp([{ status: 409, body: { number: 5 } }]);
    saver.take(["mine"], "");
    await vi.advanceTimersByTimeAsync(1300);
    saver.takeTheirs(5);
    expect([saver.state, saver.base, store.get(), saver.isClean]).toEqual(["saved", 5, null, true]);
  });
  it("says what the server refused and keeps the words", async () => {
    const { saver, store } = setUp([{ status: 422, body: { number: 0, message: "quá dài" } }]);
    saver.take(["x"], "");
    await vi.advanceTimersByTimeAsync(1300);
    expect([saver.state, saver.message, store.get()?.blocks]).toEqual(["refused", "quá dài", ["x"]]);
  });
  it("sends what was typed while a save was under way", async () => {
    const { saver, sent } = setUp([]);
    saver.take(["a"], "");
    const first = saver.flush();
    saver.take(["b"], "");
    await first;
    await vi.advanceTimersByTimeAsync(1300);
    expect(sent.map((one) => [one.base, one.blocks])).toEqual([[1, ["a"]], [2, ["b"]]]);
  });
});
