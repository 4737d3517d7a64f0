import spriteUrl from "../icons/icons.svg?url";

const SVG = "http://www.w3.org/2000/svg";

/** Draw an icon of the one set. Decoration by default; pass a label when it stands alone. */
export function icon(name: string, size: "" | "s" | "xs" = "", label = ""): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", size ? `i i-${size}` : "i");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${spriteUrl}#i-${name}`);
  svg.append(use);
  return svg;
}
