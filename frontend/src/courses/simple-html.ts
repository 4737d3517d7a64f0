/** The few tags a page may hold; the server cleans again with the same list. */
const KEPT: Record<string, string> = {
  P: "p", H1: "h3", H2: "h3", H3: "h3", H4: "h4", H5: "h4", H6: "h4", UL: "ul", OL: "ol", LI: "li", STRONG: "strong", B: "strong", EM: "em", I: "em",
  U: "u", BR: "br", BLOCKQUOTE: "blockquote", A: "a", SUB: "sub", SUP: "sup", DIV: "p",
};
const DROPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH"]);

/** Rebuild pasted or edited markup out of the kept tags alone: no style, no class, only https links. */
export function simplify(source: Node, target: Node = document.createDocumentFragment()): Node {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.appendChild(document.createTextNode(node.textContent ?? ""));
    if (!(node instanceof Element) || DROPPED.has(node.tagName.toUpperCase())) continue;
    const tag = KEPT[node.tagName.toUpperCase()];
    const href = tag === "a" ? (node.getAttribute("href") ?? "") : "";
    if (!tag || (tag === "a" && !/^https:\/\//.test(href)) || (tag === "p" && node.querySelector("p, div, ul, ol, h1, h2, h3"))) {
      simplify(node, target);
      continue;
    }
    const kept = document.createElement(tag);
    if (href) kept.setAttribute("href", href);
    target.appendChild(simplify(node, kept));
  }
  return target;
}

export function simpleHtml(source: Node): string {
  const box = document.createElement("div");
  simplify(source, box);
  return box.innerHTML;
}
