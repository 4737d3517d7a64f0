/** KaTeX, fetched when the first formula is drawn. */
import { spokenLatex } from "./blocks";

type Katex = typeof import("katex").default;

let loading: Promise<Katex> | null = null;
let ready: Katex | null = null;

function load(): Promise<Katex> {
  loading ??= Promise.all([import("katex"), import("katex/dist/katex.css")]).then(([module]) => (ready = module.default));
  return loading;
}

/** Draw a formula into an element; resolves with what is wrong, or "". The LaTeX stays readable until (and unless) it is drawn. */
export async function drawFormula(element: HTMLElement, latex: string, display: boolean): Promise<string> {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", spokenLatex(latex));
  if (!ready) element.textContent = latex;
  const katex = ready ?? (await load());
  try {
    katex.render(latex || "\\square", element, { displayMode: display, output: "html", throwOnError: true, strict: "ignore", trust: false, maxExpand: 200, macros: { "\\vec": "\\overrightarrow{#1}" } });
    return "";
  } catch (error) {
    element.textContent = latex;
    return String((error as Error).message).replace(/^KaTeX parse error: /, "").split(" at position")[0] ?? "";
  }
}

/** Draw every formula inside rich text. */
export function drawAll(root: HTMLElement): void {
  for (const span of root.querySelectorAll<HTMLElement>("span[data-latex]")) {
    void drawFormula(span, span.dataset.latex ?? "", span.dataset.display === "block");
  }
}

export interface Palette {
  word: "fraction" | "root" | "power" | "index" | "greek" | "compare" | "arrow" | "system" | "angle" | "vector" | null;
  face: string;
  inserts: { latex: string; face: string }[];
}

/** What the buttons under a formula insert; `▢` is where the caret goes. */
export const PALETTE: Palette[] = [
  { word: "fraction", face: "\\tfrac{a}{b}", inserts: [{ latex: "\\frac{▢}{}", face: "\\tfrac{a}{b}" }] },
  { word: "root", face: "\\sqrt{x}", inserts: [{ latex: "\\sqrt{▢}", face: "\\sqrt{x}" }, { latex: "\\sqrt[3]{▢}", face: "\\sqrt[3]{x}" }] },
  { word: "power", face: "x^2", inserts: [{ latex: "^{▢}", face: "x^n" }] },
  { word: "index", face: "x_1", inserts: [{ latex: "_{▢}", face: "x_n" }] },
  {
    word: "greek", face: "\\alpha",
    inserts: ["\\alpha", "\\beta", "\\gamma", "\\Delta", "\\pi", "\\omega", "\\lambda", "\\mu", "\\varphi", "\\rho"].map((latex) => ({ latex: `${latex} ▢`, face: latex })),
  },
  {
    word: "compare", face: "\\le",
    inserts: ["\\le", "\\ge", "\\ne", "\\approx", "\\in", "\\perp", "\\parallel", "\\backsim", "\\pm", "\\cdot"].map((latex) => ({ latex: `${latex} ▢`, face: latex })),
  },
  {
    word: "arrow", face: "\\Rightarrow",
    inserts: ["\\Rightarrow", "\\Leftrightarrow", "\\to", "\\infty"].map((latex) => ({ latex: `${latex} ▢`, face: latex })),
  },
  { word: "angle", face: "\\widehat{A}", inserts: [{ latex: "\\widehat{▢}", face: "\\widehat{ABC}" }, { latex: "^{\\circ}▢", face: "60^{\\circ}" }] },
  { word: "vector", face: "\\vec{a}", inserts: [{ latex: "\\vec{▢}", face: "\\vec{a}" }, { latex: "\\overrightarrow{▢}", face: "\\overrightarrow{AB}" }] },
  { word: "system", face: "\\{", inserts: [{ latex: "\\begin{cases} ▢ \\\\ \\end{cases}", face: "\\begin{cases}x\\\\y\\end{cases}" }] },
  { word: null, face: "\\sin\\ \\cos\\ \\tan", inserts: ["\\sin", "\\cos", "\\tan", "\\cot", "\\log", "\\lim_{x \\to 0}", "\\int", "\\sum"].map((latex) => ({ latex: `${latex} ▢`, face: latex })) },
];
