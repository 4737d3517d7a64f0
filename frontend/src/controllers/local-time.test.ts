import { expect, test } from "vitest";
import { left, LocalTime, when } from "./local-time";

const now = new Date(2026, 10, 24, 10, 30);

test.each([
  [new Date(2026, 10, 24, 10, 29, 40), "vừa xong"],
  [new Date(2026, 10, 24, 10, 18), "12 phút trước"],
  [new Date(2026, 10, 24, 7, 5), "07:05"],
  [new Date(2026, 10, 23, 23, 50), "Hôm qua 23:50"],
  [new Date(2026, 8, 5, 8, 0), "5/9"],
  [new Date(2025, 8, 5, 8, 0), "5/9/2025"],
])("says when: %s", (value, words) => expect(when(value, now)).toBe(words));

test.each([
  [new Date(2026, 10, 24, 10, 48), "còn 18 phút"],
  [new Date(2026, 10, 24, 15, 30), "còn 5 giờ"],
  [new Date(2026, 10, 24, 10, 0), "đã hết giờ"],
])("says what is left: %s", (value, words) => expect(left(value, now)).toBe(words));

test("keeps what the server wrote when the time can't be read", () => {
  document.body.innerHTML = '<local-time datetime="soon">sáng mai</local-time>';
  document.querySelector<LocalTime>("local-time")!.show(now);
  expect(document.body.textContent).toBe("sáng mai");
});
