import { describe, expect, it } from "vitest";
import { History } from "./history";

describe("history", () => {
  it("goes back and forth, and forgets the future after a change", () => {
    const history = new History<string>("a");
    expect(history.note("a")).toBe(false);
    history.note("b");
    history.note("c");
    expect([history.undo(), history.undo(), history.undo()]).toEqual(["b", "a", null]);
    expect([history.redo(), history.canRedo]).toEqual(["b", true]);
    history.note("d");
    expect([history.redo(), history.undo(), history.undo()]).toEqual([null, "b", "a"]);
  });
  it("takes quick typing in one block as one step", () => {
    let now = 0;
    const history = new History<string>("", () => now);
    for (const text of ["x", "xy", "xyz"]) {
      now += 200;
      history.note(text, "block-1");
    }
    now += 2000;
    history.note("xyz!", "block-1");
    expect([history.undo(), history.undo(), history.canUndo]).toEqual(["xyz", "", false]);
  });
});
