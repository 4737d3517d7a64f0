import { expect, test } from "vitest";
import { isHeavy, kilobytes, partOf, secondsOf } from "./weighing";

test("pictures are told from the page, films and sound wait", () => {
  expect(["/tep-hoc/1/cay.png?k=2", "/a/hinh.WEBP", "/static/app-x.css", "/soan/xem-thu/", "/f/be.woff2", "/a/phim.mp4?k=1"].map(partOf)).toEqual([
    "pictures", "pictures", "page", "page", "page", null,
  ]);
});

test("a lesson with a picture or two alarms nobody; one that takes ten seconds does", () => {
  expect(isHeavy({ page: 98 * 1024, pictures: 153 * 1024 })).toBe(false);
  expect(isHeavy({ page: 98 * 1024, pictures: 700 * 1024 })).toBe(true);
  expect(secondsOf({ page: 100_000, pictures: 150_000 })).toBe(5);
  expect(secondsOf({ page: 0, pictures: 0 })).toBe(1);
  expect(kilobytes(153 * 1024 + 10)).toBe(153);
});
