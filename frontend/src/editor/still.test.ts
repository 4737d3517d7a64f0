import { expect, test } from "vitest";
import { momentOf } from "./still";

test("looks past the first black and never past the end", () => {
  expect([momentOf(300), momentOf(2), momentOf(0), momentOf(Infinity), momentOf(NaN)]).toEqual([2, 0.5, 0, 0, 0]);
});
