/** Blocks as data: making, moving, naming. No DOM. */
import type { Block, Kind, Option, Value } from "./types";

export const KINDS: { kind: Kind; icon: string }[] = [
  { kind: "text", icon: "text" },
  { kind: "heading", icon: "text-size" },
  { kind: "formula", icon: "formula" },
  { kind: "picture", icon: "image" },
  { kind: "checkpoint", icon: "quiz" },
  { kind: "callout", icon: "star" },
  { kind: "columns", icon: "grid" },
  { kind: "table", icon: "table" },
  { kind: "h5p", icon: "h5p" },
  { kind: "video", icon: "film" },
  { kind: "audio", icon: "volume" },
  { kind: "file", icon: "file" },
];
export const SIMPLE: Kind[] = ["text", "picture", "formula", "callout", "audio", "file"];

export function iconOf(kind: Kind): string {
  return KINDS.find((entry) => entry.kind === kind)?.icon ?? "text";
}

export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function newOption(text = "", isRight = false): Option {
  return { type: "item", id: newId(), value: { text, is_right: isRight, feedback: "" } };
}

const EMPTY: Record<Kind, () => Value> = {
  heading: () => ({ level: "2", text: "" }),
  text: () => ({ html: "" }),
  formula: () => ({ latex: "", caption: "", numbered: false }),
  picture: () => ({ file: "", alt: "", decorative: false, caption: "", width: "full" }),
  audio: () => ({ file: "", title: "", transcript: "" }),
  video: () => ({ file: "", title: "", captions: "", poster: "", transcript: "" }),
  table: () => ({ caption: "", header_row: true, header_column: false, rows: [["", "", ""], ["", "", ""], ["", "", ""]] }),
  callout: () => ({ tone: "remember", title: "", html: "" }),
  file: () => ({ file: "", title: "", note: "" }),
  h5p: () => ({ package: "", title: "" }),
  checkpoint: () => ({
    kind: "single", prompt: "", options: [newOption("", true), newOption(), newOption(), newOption()], accepted: "", number: "", tolerance: "",
    unit: "", hint: "", explanation: "", must_pass: false,
  }),
  columns: () => ({ ratio: "equal", left: [newBlock("text")], right: [newBlock("picture")] }),
};

export function newBlock(kind: Kind, value: Value = {}): Block {
  return { type: kind, id: newId(), value: { ...EMPTY[kind](), ...value } };
}

export function copyOf(block: Block): Block {
  const value = structuredClone(block.value);
  for (const side of ["left", "right"]) if (Array.isArray(value[side])) value[side] = value[side].map(copyOf);
  if (Array.isArray(value.options)) for (const option of value.options) option.id = newId();
  return { type: block.type, id: newId(), value };
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const target = Math.max(0, Math.min(to, list.length - 1));
  const [item] = copy.splice(from, 1);
  if (item !== undefined) copy.splice(target, 0, item);
  return copy;
}

const SIGNS: Record<string, string> = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", Delta: "Δ", pi: "π", omega: "ω", lambda: "λ", mu: "μ", varphi: "φ", phi: "φ", rho: "ρ", theta: "θ",
  cdot: "·", times: "×", le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", approx: "≈", in: "∈", perp: "⊥", parallel: "∥",
  Rightarrow: "⇒", to: "→", infty: "∞", pm: "±", sqrt: "√", circ: "°",
};
const SILENT = new Set(["text", "left", "right", "mathrm", "widehat", "overline", "vec"]);

/** A formula as one would write it in a line of plain text: tan α = AB/AC. Mirrors lms/lessons/rules/markup.py. */
export function spokenLatex(latex: string): string {
  return latex
    .replace(/\^\\circ|\^\{\\circ\}/g, "°")
    .replace(/\\(?:text|mathrm|widehat|overline|vec)\s*\{([^{}]*)\}/g, "$1")
    .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1/$2")
    .replace(/\\([A-Za-z]+)\s?/g, (_, name: string) => SIGNS[name] ?? (SILENT.has(name) ? "" : `${name} `))
    .replace(/\^2/g, "²").replace(/\^3/g, "³").replace(/[{}]/g, "").replace(/\\/g, " ").replace(/\s+/g, " ").trim();
}

function named(text: string): string {
  const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", "#39": "'" };
  return text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => names[name]!);
}

/** Words of rich text on one line, formulas in plain signs. */
export function plainText(html: string): string {
  const spoken = html
    .replace(/<span[^>]*data-latex="([^"]*)"[^>]*><\/span>/g, (_, latex: string) => ` ${spokenLatex(named(latex)).replace(/&/g, "&amp;").replace(/</g, "&lt;")} `)
    .replace(/<(?:\/p|\/li|br)[^>]*>/g, " ")
    .replace(/<[^>]*>/g, "");
  return named(spoken).replace(/\s+/g, " ").replace(/ (?=[,.;:!?)])/g, "").trim();
}

export function shorten(text: string, limit = 60): string {
  const first = text.split(". ")[0]!.trim().replace(/[.:;,]+$/, "");
  if (first && first.length <= limit) return first;
  return text.length > limit ? `${text.slice(0, limit).replace(/\s+\S*$/, "").replace(/[.:;, ]+$/, "")}…` : text;
}

/** What a block is called in the outline: its own words, "" when it has none. Mirrors lms/lessons/rules/outline.py. */
export function titleOf(block: Block): string {
  const { value } = block;
  for (const name of ["title", "text", "caption", "alt", "latex"]) {
    if (typeof value[name] === "string" && value[name].trim()) return shorten(name === "latex" ? spokenLatex(value[name]) : plainText(value[name]));
  }
  if (block.type === "columns") {
    for (const child of [...value.left, ...value.right]) if (titleOf(child)) return titleOf(child);
    return "";
  }
  return shorten(plainText(value.prompt || value.html || ""));
}

export function isEmptyText(block: Block | undefined): boolean {
  return block?.type === "text" && !plainText(block.value.html);
}

const BY_KIND: Record<string, Kind> = { image: "picture", audio: "audio", video: "video" };

/** The kind of block that shows a file. */
export function kindOfFile(kind: string): Kind {
  return BY_KIND[kind] ?? "file";
}
