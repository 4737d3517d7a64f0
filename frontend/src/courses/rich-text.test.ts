import { describe, expect, it } from "vitest";
import "./rich-text";
import { simpleHtml } from "./simple-html";

/** Put markup into the page whole, as a parser or htmx does. */
function show(html: string): void {
  const box = document.createElement("div");
  box.innerHTML = html;
  document.body.replaceChildren(box);
}

const clean = (html: string) => simpleHtml(new DOMParser().parseFromString(html, "text/html").body);

describe("simple html", () => {
  it.each([
    ['<p style="color:red">Chào <b>lớp</b></p>', "<p>Chào <strong>lớp</strong></p>"],
    ["<h1>Bài</h1><script>x()</script>", "<h3>Bài</h3>"],
    ['<a href="javascript:x()">a</a><a href="https://vnu.edu.vn" onclick="x()">b</a>', 'a<a href="https://vnu.edu.vn">b</a>'],
    ["<div><div>một</div><div>hai</div></div>", "<p>một</p><p>hai</p>"],
    ["<ul><li>x</li></ul><img src=x onerror=y>", "<ul><li>x</li></ul>"],
  ])("cleans %s", (dirty, wanted) => expect(clean(dirty)).toBe(wanted));
});

describe("rich-text", () => {
  it("shows the text and writes changes back", () => {
    document.execCommand ??= () => true;
    show('<rich-text data-words="a|b"><textarea name="html">&lt;p&gt;Xin chào&lt;/p&gt;</textarea></rich-text>');
    const paper = document.querySelector<HTMLElement>(".rich-paper")!;
    expect(paper.innerHTML).toBe("<p>Xin chào</p>");
    paper.innerHTML = "<p>Tạm <b>biệt</b></p>";
    paper.dispatchEvent(new Event("input"));
    expect(document.querySelector("textarea")!.value).toBe("<p>Tạm <strong>biệt</strong></p>");
  });
});
