/** Light rich text for written answers: emphasis, sub and sup, lists, signs, formulas. It stands in for a plain text area, which works without scripts. */
import { simpleHtml, simplify } from "../courses/simple-html";
import { icon } from "../icons";
import { all } from "./plain";
import { say, type Word } from "./words";

const SIGNS = ["≤", "≥", "≠", "≈", "±", "·", "√", "∆", "π", "α", "β", "°", "∠", "⊥", "∥", "⇒", "⇔", "→", "∈", "∞"];
const FORMULA = "[data-latex]";

type Tool = readonly [command: string, face: string, label: Word];
const TOOLS: readonly Tool[] = [
  ["bold", "bold", "bold"],
  ["italic", "italic", "italic"],
  ["superscript", "x²", "superscript"],
  ["subscript", "x₂", "subscript"],
  ["insertUnorderedList", "list", "bullets"],
  ["insertOrderedList", "1.", "numbers"],
];

const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const run = (command: string, value = ""): void => void document.execCommand?.(command, false, value);

/** The paper's text in the tags the server keeps; a formula is its LaTeX alone, however it is drawn. */
export function htmlOf(paper: HTMLElement): string {
  const copy = paper.cloneNode(true) as HTMLElement;
  const formulas: string[] = [];
  for (const one of all<HTMLElement>(copy, FORMULA)) one.replaceWith(`\uE000${formulas.push(one.dataset.latex ?? "") - 1}\uE001`);
  const html = simpleHtml(copy).replace(/\uE000(\d+)\uE001/g, (_, place: string) => `<span data-latex="${escape(formulas[Number(place)]!)}"></span>`);
  const loose = html && !/^\s*<(p|ul|ol|h3|h4|blockquote)\b/.test(html) ? html.replace(/^(.*?)(?=<(?:p|ul|ol|h3|h4|blockquote)\b|$)/s, "<p>$1</p>") : html;
  return /[^\s\u200B]/.test(loose.replace(/<span data-latex/g, "x<").replace(/<[^>]*>|&nbsp;/g, "")) ? loose.replace(/\u200B/g, "") : "";
}

/** Words as people count them: a formula is one. */
export const countWords = (html: string): number =>
  html.replace(/<span data-latex[^>]*><\/span>/g, " x ").replace(/<[^>]+>/g, (tag) => (/^<\/?(sub|sup|strong|em|u|a)\b/.test(tag) ? "" : " ")).replace(/&nbsp;/g, " ").split(/\s+/).filter(Boolean).length;

export function show(paper: HTMLElement, html: string): void {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const formulas = all<HTMLElement>(source, FORMULA).map((one, place) => {
    one.replaceWith(`\uE000${place}\uE001`);
    return one.dataset.latex ?? "";
  });
  const box = document.createElement("div");
  box.append(simplify(source));
  paper.innerHTML = box.innerHTML.replace(/\uE000(\d+)\uE001/g, (_, place: string) => `<span class="fx-in" contenteditable="false" data-latex="${escape(formulas[Number(place)]!)}"></span>`);
  for (const one of all<HTMLElement>(paper, FORMULA)) void draw(one);
}

async function draw(span: HTMLElement): Promise<string> {
  return (await import("../editor/math")).drawFormula(span, span.dataset.latex ?? "", false);
}

/** Put a paper over `area`; its `input` events bubble like the area's own. */
export function lay(area: HTMLTextAreaElement, label: string): HTMLElement {
  const paper = document.createElement("div");
  paper.className = "answer-paper prose";
  paper.contentEditable = "true";
  for (const [name, value] of Object.entries({ role: "textbox", "aria-multiline": "true", "aria-label": label, "aria-describedby": area.getAttribute("aria-describedby") ?? "" })) paper.setAttribute(name, value);
  paper.addEventListener("paste", (event) => paste(event));
  const bar = document.createElement("div");
  bar.className = "answer-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", say("format"));
  const box = document.createElement("div");
  box.className = "answer-box";
  box.append(bar, paper);
  area.before(box);
  area.hidden = true;
  tools(bar, paper);
  run("styleWithCSS", "false");
  run("defaultParagraphSeparator", "p");
  return paper;
}

function button(face: string, label: string, press: () => void): HTMLButtonElement {
  const made = Object.assign(document.createElement("button"), { type: "button", title: label });
  const isIcon = /^[a-z]{3,}$/.test(face);
  // Who speaks to the device says what is seen: the name holds it.
  made.setAttribute("aria-label", isIcon || face.length < 2 || label.includes(face) ? label : `${label} ${face}`);
  made.append(isIcon ? icon(face, "s") : face);
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", press);
  return made;
}

const told = (paper: HTMLElement): void => void paper.dispatchEvent(new Event("input", { bubbles: true }));

function tools(bar: HTMLElement, paper: HTMLElement): void {
  const pressed = new Map<string, HTMLElement>();
  for (const [command, face, label] of TOOLS) {
    const made = button(face, say(label), () => {
      paper.focus();
      run(command);
      told(paper);
      paint();
    });
    pressed.set(command, made);
    bar.append(made);
  }
  const paint = (): void => pressed.forEach((made, command) => made.setAttribute("aria-pressed", String(document.queryCommandState?.(command) ?? false)));
  for (const event of ["keyup", "mouseup", "focus"]) paper.addEventListener(event, paint);
  const signs = Object.assign(document.createElement("div"), { className: "answer-signs", hidden: true });
  for (const sign of SIGNS)
    signs.append(
      button(sign, sign, () => {
        paper.focus();
        run("insertText", sign);
      }),
    );
  const formula = formulaRow(paper);
  const opens = (face: string, label: string, what: HTMLElement): HTMLButtonElement => {
    const made = button(face, label, () => {
      what.hidden = !what.hidden;
      made.setAttribute("aria-expanded", String(!what.hidden));
      if (!what.hidden) what.querySelector<HTMLElement>("input")?.focus();
    });
    made.setAttribute("aria-expanded", "false");
    return made;
  };
  bar.append(opens("Ω", say("signs"), signs), opens("ƒ", say("formula"), formula));
  bar.after(signs, formula);
}

/** A line where a formula is typed in LaTeX and seen as it will stand. */
function formulaRow(paper: HTMLElement): HTMLElement {
  const row = Object.assign(document.createElement("div"), { className: "answer-formula", hidden: true });
  const input = Object.assign(document.createElement("input"), { className: "input", placeholder: "\\frac{1}{2}", spellcheck: false });
  input.setAttribute("aria-label", say("latex"));
  const look = Object.assign(document.createElement("span"), { className: "answer-look" });
  let where: Range | null = null;
  paper.addEventListener("blur", () => {
    const chosen = document.getSelection();
    where = chosen?.rangeCount && paper.contains(chosen.anchorNode) ? chosen.getRangeAt(0).cloneRange() : where;
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    look.dataset.latex = input.value;
    void draw(look);
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  const put = (): void => {
    if (!input.value.trim()) return;
    const span = Object.assign(document.createElement("span"), { className: "fx-in", contentEditable: "false" });
    span.dataset.latex = input.value.trim();
    if (where && paper.contains(where.startContainer)) {
      where.deleteContents();
      where.insertNode(span);
    } else paper.append(span);
    span.after("\u00A0");
    where = null;
    void draw(span);
    input.value = "";
    look.replaceChildren();
    paper.focus();
    document.getSelection()?.collapse(span.nextSibling, 1);
    told(paper);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    put();
  });
  row.append(input, look, button(say("insert"), say("insertFormula"), put));
  return row;
}

function paste(event: ClipboardEvent): void {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  event.preventDefault();
  run("insertHTML", simpleHtml(new DOMParser().parseFromString(html, "text/html").body));
}
