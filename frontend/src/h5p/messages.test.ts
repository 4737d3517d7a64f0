import { describe, expect, it } from "vitest";
import { rewriteUrls, sandboxCss, withoutFaces } from "./css";
import { finishes, MARK, ratioOf, readSaid, readTold, STATE_BYTES } from "./messages";

const say = (more: Record<string, unknown>) => readSaid({ mark: MARK, ...more });

describe("what the sandbox says", () => {
  it("is taken only with our mark and in shape", () => {
    expect(readSaid(null)).toBeNull();
    expect(readSaid("hello")).toBeNull();
    expect(readSaid({ type: "hello" })).toBeNull();
    expect(say({ type: "hello" })).toEqual({ type: "hello" });
    expect(say({ type: "other" })).toBeNull();
  });
  it("holds heights and sizes to limits", () => {
    expect(say({ type: "resize", height: 1e9 })).toEqual({ type: "resize", height: 12000 });
    expect(say({ type: "resize", height: -1 })).toBeNull();
    expect(say({ type: "resize", height: "9" })).toBeNull();
    expect(say({ type: "state", sub: "0", data_id: "state", data: "x".repeat(STATE_BYTES + 1) })).toBeNull();
    expect(say({ type: "statement", statement: { x: "y".repeat(70000) } })).toBeNull();
    expect(say({ type: "statement", statement: [] })).toBeNull();
  });
  it("offers only web addresses", () => {
    expect(say({ type: "link", href: "javascript:alert(1)" })).toBeNull();
    expect(say({ type: "link", href: "https://example.org/" })).toEqual({ type: "link", href: "https://example.org/" });
  });
  it("hears the page only in its own words", () => {
    expect(readTold({ mark: MARK, type: "begin", states: [] })).toEqual({ type: "begin", states: [] });
    expect(readTold({ mark: MARK, type: "begin" })).toBeNull();
    expect(readTold({ type: "flush" })).toBeNull();
  });
});

describe("statements", () => {
  const verb = { id: "http://adlnet.gov/expapi/verbs/answered" };
  it("finish the whole content, not its parts", () => {
    expect(finishes({ verb, object: { id: "http://x/1" } })).toBe(true);
    expect(finishes({ verb, object: { id: "http://x/1?subContentId=a" } })).toBe(false);
    expect(finishes({ verb, context: { contextActivities: { parent: [{}] } } })).toBe(false);
    expect(finishes({ verb: { id: "http://adlnet.gov/expapi/verbs/interacted" } })).toBe(false);
  });
  it("tell a share of points between 0 and 1", () => {
    expect(ratioOf({ result: { score: { raw: 3, max: 4 } } })).toBe(0.75);
    expect(ratioOf({ result: { score: { scaled: 2 } } })).toBe(1);
    expect(ratioOf({ result: { score: { raw: 1, max: 0 } } })).toBeNull();
    expect(ratioOf({})).toBeNull();
  });
});

describe("style sheets", () => {
  const find = (url: string) => (url === "https://a/fonts/f.woff2" ? "blob:1" : null);
  it("get blobs for known files and full addresses for others", () => {
    expect(rewriteUrls("url('../fonts/f.woff2?v=1')", "https://a/css/x.css", find)).toBe('url("blob:1")');
    expect(rewriteUrls("url(b.png)", "https://a/css/x.css", find)).toBe('url("https://a/css/b.png")');
    expect(rewriteUrls("url(data:x)", "https://a/css/x.css", find)).toBe("url(data:x)");
  });
  it("lose the heavy faces and gain ours", () => {
    expect(withoutFaces('@font-face { src: url("../fonts/inter/a.woff2") } .a {}')).toBe(" .a {}");
    expect(withoutFaces('@font-face { src: url("../fonts/h5p-core-30.woff2") }')).toContain("h5p-core-30");
    expect(sandboxCss('@font-face { font-family: "Be Vietnam Pro"; src: url("../fonts/bvp-latin-400.woff2"); }')).toContain('"Inter"');
  });
});
