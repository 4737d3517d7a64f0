import { define } from "../controllers/define";
import { icon } from "../icons";
import { simpleHtml, simplify } from "./simple-html";

/** Command, its argument and the icon or letter on its button, in the order of `data-words`. */
const TOOLS: readonly (readonly [string, string, string])[] = [
  ["bold", "", "bold"],
  ["italic", "", "italic"],
  ["underline", "", "U"],
  ["formatBlock", "h3", "text"],
  ["insertUnorderedList", "", "list"],
  ["insertOrderedList", "", "1."],
  ["createLink", "", "link"],
  ["removeFormat", "", "x"],
];

/** `<rich-text><textarea></rich-text>`: headings, emphasis, lists and links, kept as HTML in the text area it stands for. */
export class RichText extends HTMLElement {
  #paper: HTMLElement | null = null;

  connectedCallback(): void {
    const area = this.querySelector("textarea");
    if (!area || this.#paper) return;
    const words = (this.dataset.words ?? "").split("|");
    const paper = document.createElement("div");
    paper.className = "rich-paper prose";
    paper.contentEditable = "true";
    paper.setAttribute("role", "textbox");
    paper.setAttribute("aria-multiline", "true");
    paper.setAttribute("aria-label", words[9] ?? "");
    paper.append(simplify(new DOMParser().parseFromString(area.value, "text/html").body));
    paper.addEventListener("input", () => (area.value = simpleHtml(paper)));
    paper.addEventListener("paste", this.#paste);
    this.#paper = paper;
    area.hidden = true;
    area.required = false;
    area.before(this.#tools(words), paper);
    document.execCommand("styleWithCSS", false, "false");
    document.execCommand("defaultParagraphSeparator", false, "p");
  }

  #tools(words: string[]): HTMLElement {
    const bar = document.createElement("div");
    bar.className = "rich-tools";
    bar.setAttribute("role", "toolbar");
    TOOLS.forEach(([command, argument, face], index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "icon-btn", title: words[index] ?? "" });
      if (face.length > 2 || face === "x") button.append(icon(face, "s"));
      else button.append(letters(face));
      button.append(Object.assign(document.createElement("span"), { className: "sr", textContent: words[index] ?? "" }));
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => this.#run(command, argument, words[8] ?? ""));
      bar.append(button);
    });
    return bar;
  }

  #run(command: string, argument: string, question: string): void {
    this.#paper?.focus();
    let value = argument;
    if (command === "createLink") return this.#askAddress(question);
    if (command === "formatBlock" && document.queryCommandValue("formatBlock").toLowerCase() === "h3") value = "p";
    document.execCommand(command, false, value);
    this.#paper?.dispatchEvent(new Event("input"));
  }

  /** Ask for an address in a line under the tools; what was marked becomes the link. */
  #askAddress(question: string): void {
    const marked = document.getSelection()?.rangeCount ? document.getSelection()?.getRangeAt(0).cloneRange() : undefined;
    const line = Object.assign(document.createElement("div"), { className: "with-end rich-link" });
    const input = Object.assign(document.createElement("input"), { type: "url", className: "input", value: "https://" });
    input.setAttribute("aria-label", question);
    const done = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-soft" });
    done.append(icon("check", "s"));
    done.setAttribute("aria-label", question);
    const finish = (): void => {
      line.remove();
      this.#paper?.focus();
      if (marked) {
        const selection = document.getSelection();
        selection?.removeAllRanges();
        selection?.addRange(marked);
      }
      if (!/^https:\/\/.+\..+/.test(input.value)) return;
      if (marked?.collapsed) document.execCommand("insertText", false, input.value);
      else document.execCommand("createLink", false, input.value);
      this.#paper?.dispatchEvent(new Event("input"));
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") event.preventDefault();
      if (event.key === "Escape") input.value = "";
      if (event.key === "Enter" || event.key === "Escape") finish();
    });
    done.addEventListener("click", finish);
    line.append(input, done);
    this.querySelector(".rich-link")?.remove();
    this.#paper?.before(line);
    input.focus();
  }

  #paste = (event: ClipboardEvent): void => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    event.preventDefault();
    document.execCommand("insertHTML", false, simpleHtml(new DOMParser().parseFromString(html, "text/html").body));
  };
}

/** A face made of letters is for the eye only; the words beside it are the name. */
function letters(face: string): HTMLElement {
  const bold = Object.assign(document.createElement("b"), { textContent: face });
  bold.setAttribute("aria-hidden", "true");
  return bold;
}

define("rich-text", RichText);
