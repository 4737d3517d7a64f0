/** TipTap for text blocks: what may be written, formulas as atoms, keys. */
import { type AnyExtension, Editor, InputRule, Mark, Node, mergeAttributes } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import { drawFormula } from "./math";

export interface RichOptions {
  element: HTMLElement;
  html: string;
  inline: boolean;
  label: string;
  onChange: (html: string) => void;
  onFocus: (editor: Editor) => void;
  onSlash?: () => void;
  onFiles?: (files: File[]) => void;
  onBackspace?: () => void;
  extensions?: AnyExtension[];
  editFormula: (latex: string, display: boolean) => Promise<{ latex: string; display: boolean } | null>;
}

function script(name: "subscript" | "superscript", tag: "sub" | "sup", key: string) {
  return Mark.create({
    name,
    excludes: name === "subscript" ? "superscript" : "subscript",
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, mergeAttributes(HTMLAttributes), 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(name) };
    },
  });
}

function formulaNode(edit: RichOptions["editFormula"]) {
  return Node.create({
    name: "formula",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes() {
      return {
        latex: { default: "", parseHTML: (element) => element.dataset.latex ?? "", renderHTML: (at) => ({ "data-latex": at.latex }) },
        display: {
          default: false,
          parseHTML: (element) => element.dataset.display === "block",
          renderHTML: (at) => (at.display ? { "data-display": "block" } : {}),
        },
      };
    },
    parseHTML: () => [{ tag: "span[data-latex]" }],
    renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes],
    addInputRules() {
      const type = this.type;
      return [
        new InputRule({
          find: /\$([^$\s][^$]*)\$$/,
          handler: ({ state, range, match }) => void state.tr.replaceWith(range.from, range.to, type.create({ latex: match[1] })),
        }),
      ];
    },
    addNodeView() {
      return ({ node, editor, getPos }) => {
        const dom = document.createElement("span");
        dom.className = "fx-in";
        dom.tabIndex = 0;
        const face = dom.appendChild(document.createElement("span"));
        dom.setAttribute("role", "button");
        let present = node;
        const paint = () => {
          // The button is called what the picture in it is called: a name of its own would differ from the glyphs one sees.
          void drawFormula(face, present.attrs.latex as string, present.attrs.display as boolean);
        };
        const change = async () => {
          const done = await edit(present.attrs.latex as string, present.attrs.display as boolean);
          const at = getPos();
          if (done && at !== undefined) {
            editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, done));
            editor.commands.focus(at + 1);
          }
        };
        dom.addEventListener("click", () => void change());
        dom.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), void change()));
        paint();
        return {
          dom,
          stopEvent: (event) => event.type === "keydown" && (event as KeyboardEvent).key === "Enter",
          update(next) {
            if (next.type !== present.type) return false;
            present = next;
            paint();
            return true;
          },
        };
      };
    },
  });
}

function kit(inline: boolean) {
  const lists = inline ? ({ bulletList: false, orderedList: false, listItem: false, listKeymap: false, blockquote: false, codeBlock: false, trailingNode: false } as const) : {};
  return StarterKit.configure({
    heading: false,
    horizontalRule: false,
    undoRedo: false,
    dropcursor: false,
    gapcursor: false,
    link: {
      openOnClick: false,
      autolink: true,
      defaultProtocol: "https",
      protocols: ["mailto", "tel"],
      HTMLAttributes: { target: null, rel: null, class: null },
    },
    ...lists,
  });
}

/** The words of an editor as the server keeps them: one line without its paragraph, nothing for nothing. */
export function htmlOf(editor: Editor, inline: boolean): string {
  if (editor.isEmpty) return "";
  const html = editor.getHTML();
  return inline ? html.replace(/<\/p><p>/g, "<br>").replace(/^<p>|<\/p>$/g, "") : html;
}

function filesOf(data: DataTransfer | null): File[] {
  return data?.types.includes("text/html") ? [] : [...(data?.files ?? [])];
}

export function makeRich(options: RichOptions): Editor {
  const { inline } = options;
  return new Editor({
    element: options.element,
    injectCSS: false,
    content: options.html,
    extensions: [kit(inline), script("subscript", "sub", "Mod-,"), script("superscript", "sup", "Mod-."), formulaNode(options.editFormula), ...(options.extensions ?? [])],
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": String(!inline), "aria-label": options.label, class: "rich-in" },
      handleKeyDown(view, event) {
        const isEmpty = view.state.doc.textContent === "" && view.state.doc.childCount === 1 && view.state.doc.firstChild!.childCount === 0;
        if (event.key === "/" && isEmpty && options.onSlash) {
          options.onSlash();
          return true;
        }
        if (event.key === "Backspace" && isEmpty && options.onBackspace) {
          options.onBackspace();
          return true;
        }
        return inline && event.key === "Enter" && !event.shiftKey;
      },
      handlePaste(_view, event) {
        const files = filesOf(event.clipboardData);
        if (!files.length || !options.onFiles) return false;
        options.onFiles(files);
        return true;
      },
      handleDrop(_view, event) {
        const files = filesOf(event.dataTransfer);
        if (!files.length || !options.onFiles) return false;
        event.preventDefault();
        options.onFiles(files);
        return true;
      },
    },
    onUpdate: ({ editor }) => options.onChange(htmlOf(editor as Editor, inline)),
    onFocus: ({ editor }) => options.onFocus(editor as Editor),
  });
}
