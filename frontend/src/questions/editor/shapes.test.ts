import { describe, expect, it } from "vitest";
import { boxOf, cornersOf, crosses, fresh, moved, rangeOf, reaching, reshaped, resized, type Shape, type Size, spanned, splitAfter, toPixels, toRatios, withoutPoint, withPoint } from "./shapes";

const SIZE: Size = [800, 480];
const TRIANGLE = [100, 100, 300, 100, 200, 260];

describe("areas in pixels", () => {
  it.each<[Shape, number[]]>([
    ["rect", [37, 41, 120, 66]],
    ["circle", [211, 119, 53]],
    ["poly", [12, 13, 201, 17, 150, 222]],
  ])("come back from ratios as they went: %s", (shape, px) => {
    const ratios = toRatios(shape, px, SIZE);
    expect(toPixels(shape, ratios, SIZE)).toEqual(px);
    expect(ratios.every((value) => Number(value.toFixed(5)) === value)).toBe(true);
  });

  it("measure a circle's radius by the width", () => {
    expect(toRatios("circle", [400, 240, 80], SIZE)).toEqual([0.5, 0.5, 0.1]);
  });

  it("move as far as the picture goes", () => {
    expect(moved("rect", [700, 400, 80, 60], 50, -10, SIZE)).toEqual([720, 390, 80, 60]);
    expect(moved("circle", [790, 5, 30], 50, -10, SIZE)).toEqual([800, 0, 30]);
    expect(moved("poly", TRIANGLE, -500, 10, SIZE)).toEqual([0, 110, 200, 110, 100, 270]);
  });

  it("change their size from the left top corner, never to nothing", () => {
    expect(resized("rect", [700, 400, 80, 60], 50, -100, SIZE)).toEqual([700, 400, 100, 1]);
    expect(resized("circle", [100, 100, 30], 0, 8, SIZE)).toEqual([100, 100, 38]);
    expect(resized("circle", [100, 100, 3], -8, 0, SIZE)).toEqual([100, 100, 1]);
    expect(resized("poly", TRIANGLE, 100, 0, SIZE)).toEqual([100, 100, 400, 100, 250, 260]);
  });

  it("are drawn from corner to corner or from the middle", () => {
    expect(spanned([300, 200], [-20, 100], SIZE)).toEqual([0, 100, 300, 100]);
    expect(spanned([800, 480], [900, 900], SIZE)).toEqual([799, 479, 1, 1]);
    expect(reaching([100, 100], [130, 140], SIZE)).toEqual([100, 100, 50]);
    expect(cornersOf([10, 20, 30, 40])).toEqual([[10, 20], [40, 20], [40, 60], [10, 60]]);
  });

  it("gain, lose and move points", () => {
    expect(splitAfter(TRIANGLE, 2)).toEqual([...TRIANGLE, 150, 180]);
    expect(withoutPoint(splitAfter(TRIANGLE, 0), 1)).toEqual(TRIANGLE);
    expect(withPoint(TRIANGLE, 1, [900, -5], SIZE)).toEqual([100, 100, 800, 0, 200, 260]);
  });

  it.each<[Shape, Shape, number[], number[]]>([
    ["rect", "circle", [100, 100, 80, 40], [140, 120, 20]],
    ["rect", "poly", [100, 100, 80, 40], [100, 100, 180, 100, 180, 140, 100, 140]],
    ["circle", "rect", [20, 100, 40], [0, 60, 60, 80]],
    ["poly", "rect", TRIANGLE, [100, 100, 200, 160]],
    ["poly", "circle", TRIANGLE, [200, 180, 80]],
  ])("become another shape in the same place: %s to %s", (from, to, px, made) => {
    expect(reshaped(px, from, to, SIZE)).toEqual(made);
    expect(reshaped(made, to, to, SIZE)).toEqual(made);
  });

  it("turn a circle into eight points", () => {
    const made = reshaped([400, 240, 100], "circle", "poly", SIZE);
    expect(made).toHaveLength(16);
    expect(boxOf("poly", made)).toEqual([300, 140, 200, 200]);
  });

  it.each<Shape>(["rect", "circle", "poly"])("begin in the middle: %s", (shape) => {
    const box = boxOf(shape, fresh(shape, SIZE));
    expect([box[0]! + box[2]! / 2, box[1]! + box[3]! / 2]).toEqual([400, 240]);
  });

  it("say what each number may be", () => {
    expect([0, 1, 2, 3].map((place) => rangeOf("rect", [100, 100, 80, 40], place, SIZE))).toEqual([[0, 720], [0, 440], [1, 700], [1, 380]]);
    expect([0, 1, 2].map((place) => rangeOf("circle", [100, 100, 80], place, SIZE))).toEqual([[0, 800], [0, 480], [1, 800]]);
    expect(rangeOf("poly", TRIANGLE, 3, SIZE)).toEqual([0, 480]);
  });

  it("know a line that crosses itself", () => {
    expect(crosses(TRIANGLE)).toBe(false);
    expect(crosses([0, 0, 100, 0, 100, 100, 0, 100])).toBe(false);
    expect(crosses([0, 0, 100, 100, 100, 0, 0, 100])).toBe(true);
  });
});
