import htmx from "htmx.org";
import { beforeEach, expect, test, vi } from "vitest";
import { csrfToken } from "../csrf";
import { startHtmx } from "./htmx";

vi.hoisted(() => {
  // htmx looks for hx-on attributes with XPath, which happy-dom lacks.
  const evaluator = class {
    createExpression = () => ({ evaluate: () => ({ iterateNext: () => null }) });
  };
  Object.assign(globalThis, { XPathEvaluator: evaluator });
});

document.body.innerHTML = '<div id="messages"></div>';
startHtmx();
beforeEach(() => {
  document.head.innerHTML = '<meta name="csrf" content="abc">';
  document.getElementById("messages")?.replaceChildren();
});
const fire = (name: string, detail: unknown) => document.dispatchEvent(new CustomEvent(name, { detail }));

test("evaluates nothing and injects no style", () => {
  expect([htmx.config.allowEval, htmx.config.allowScriptTags, htmx.config.includeIndicatorStyles]).toEqual([false, false, false]);
  expect(htmx.config.attributesToSettle).not.toContain("style");
});

test("sends the CSRF token with writes only", () => {
  const write = { verb: "post", headers: {} as Record<string, string> };
  const read = { verb: "get", headers: {} as Record<string, string> };
  fire("htmx:configRequest", write);
  fire("htmx:configRequest", read);
  expect(write.headers["X-CSRFToken"]).toBe("abc");
  expect(read.headers).toEqual({});
  expect(csrfToken()).toBe("abc");
});

test.each([
  [403, "Bạn không được làm việc này."],
  [429, "Bạn thao tác hơi nhanh, xin chờ một lát."],
  [500, "Chưa làm được. Xin thử lại."],
])("says what a failed request means: %i", (status, words) => {
  fire("htmx:responseError", { xhr: { status } });
  expect(document.querySelector("toast-note.error")?.textContent).toContain(words);
});

test("shows the toast a response asks for", () => {
  fire("toast", { value: "Đã giao bài" });
  expect(document.querySelector("toast-note")?.textContent).toContain("Đã giao bài");
});
