import { expect, test } from "vitest";
import { LiveBadge } from "./live-badge";

test("shows, caps and hides the number", () => {
  document.body.innerHTML = "<live-badge></live-badge>";
  const badge = document.querySelector<LiveBadge>("live-badge")!;
  badge.show(3);
  expect(badge.firstChild?.textContent).toBe("3");
  expect(badge.textContent).toContain("3 mới");
  badge.show(250);
  expect(badge.firstChild?.textContent).toBe("99+");
  badge.show(0);
  expect(badge.textContent).toBe("");
  expect(badge.dataset.count).toBe("0");
});
