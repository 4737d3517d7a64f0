import { afterEach, expect, test } from "vitest";
import { say, sizeWords } from "./words";

afterEach(() => void (document.documentElement.lang = "vi"));

test("speaks the language of the page", () => {
  document.documentElement.lang = "vi";
  expect(say("minutesLeft", { count: 5 })).toBe("còn 5 phút");
  document.documentElement.lang = "en";
  expect(say("minutesLeft", { count: 5 })).toBe("5 min left");
});

test("writes sizes with the decimal comma", () => {
  document.documentElement.lang = "vi";
  expect([600, 86016, 11849 * 1024, 3 * 1024 ** 3].map(sizeWords)).toEqual(["600 B", "84 KB", "11,6 MB", "3 GB"]);
});
