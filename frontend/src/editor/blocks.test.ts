import { describe, expect, it } from "vitest";
import { copyOf, isEmptyText, KINDS, kindOfFile, moved, newBlock, plainText, shorten, titleOf } from "./blocks";

describe("blocks", () => {
  it("are made with every field and an id of their own", () => {
    for (const { kind } of KINDS) {
      const [one, two] = [newBlock(kind), newBlock(kind)];
      expect(one.type).toBe(kind);
      expect(one.id).not.toBe(two.id);
      expect(Object.keys(one.value).length).toBeGreaterThan(0);
    }
  });
  it("are copied with new ids all through", () => {
    const columns = newBlock("columns");
    const twin = copyOf(columns);
    expect(twin.value.left[0].id).not.toBe(columns.value.left[0].id);
    const question = newBlock("checkpoint");
    expect(copyOf(question).value.options[0].id).not.toBe(question.value.options[0].id);
  });
  it("move within the list and no further", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, -5)).toEqual(["c", "a", "b"]);
    expect(moved(["a"], 0, 9)).toEqual(["a"]);
  });
  it("are called by their own words", () => {
    expect(titleOf(newBlock("text", { html: "<p>Cây đa và bóng nắng. Chín giờ sáng…</p>" }))).toBe("Cây đa và bóng nắng");
    expect(titleOf(newBlock("text", { html: '<p>Khi <span data-latex="a&lt;b"></span></p>' }))).toBe("Khi a<b");
    expect(titleOf(newBlock("columns", { left: [newBlock("text")], right: [newBlock("picture", { alt: "Cây đa" })] }))).toBe("Cây đa");
    expect(titleOf(newBlock("formula"))).toBe("");
  });
  it("say formulas in plain signs", () => {
    expect(titleOf(newBlock("formula", { latex: "\\tan\\alpha=\\frac{\\text{cạnh đối}}{\\text{cạnh kề}}" }))).toBe("tan α=cạnh đối/cạnh kề");
    expect(titleOf(newBlock("text", { html: '<p>Khi <span data-latex="\\alpha=60^\\circ"></span></p>' }))).toBe("Khi α=60°");
  });
  it("know an empty text", () => {
    expect(isEmptyText(newBlock("text", { html: "<p></p>" }))).toBe(true);
    expect(isEmptyText(newBlock("text", { html: '<p><span data-latex="x"></span></p>' }))).toBe(false);
    expect(isEmptyText(undefined)).toBe(false);
  });
  it("shorten at a word", () => {
    expect(shorten("một hai ba bốn", 8)).toBe("một hai…");
    expect(plainText("<p>a</p><p>b&amp;c</p>")).toBe("a b&c");
  });
  it("show a file by its kind", () => {
    expect(["image", "audio", "video", "document", "other"].map(kindOfFile)).toEqual(["picture", "audio", "video", "file", "file"]);
  });
});
