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

test("follows how much the number changed, and never falls below nothing", () => {
  document.body.innerHTML = '<live-badge data-count="3"></live-badge>';
  const badge = document.querySelector<LiveBadge>("live-badge")!;
  badge.follow({ type: "unread", delta: 1 });
  expect(badge.dataset.count).toBe("4");
  badge.follow({ type: "unread", count: 2 });
  expect(badge.dataset.count).toBe("2");
  badge.follow({ type: "unread", delta: -9 });
  expect(badge.dataset.count).toBe("0");
});
