const SVG = "http://www.w3.org/2000/svg";

/** Redraw a ring the server drew (`{% ring %}`): its arc, which a ring at nought has none of, and the number inside. */
export function drawRing(ring: Element | null, percent: number): void {
  const picture = ring?.querySelector("svg");
  if (!ring || !picture) return;
  let arc = picture.querySelector(".val");
  if (!arc && percent > 0) {
    arc = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ class: "val", cx: "18", cy: "18", r: "15.5", pathLength: "100" })) arc.setAttribute(name, value);
    picture.append(arc);
  }
  arc?.setAttribute("stroke-dasharray", `${percent} 100`);
  ring.replaceChildren(picture, `${percent}%`);
}
