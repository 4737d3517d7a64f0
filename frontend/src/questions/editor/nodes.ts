/** What the rich text of a question holds beside a lesson's: pictures and recordings by uuid, gaps of a cloze, tables as they are. */
import { Node } from "@tiptap/core";
import { say } from "./words";

export function fileNode(name: "picture" | "sound", address: (uuid: string) => string) {
  const tag = name === "picture" ? "img" : "audio";
  return Node.create({
    name,
    group: "inline",
    inline: true,
    atom: true,
    draggable: true,
    addAttributes: () => ({
      file: { default: "", parseHTML: (element) => element.dataset.file ?? "", renderHTML: (at) => ({ "data-file": at.file as string }) },
      ...(tag === "img" ? { alt: { default: "", renderHTML: (at) => ({ alt: at.alt as string }) } } : {}),
    }),
    parseHTML: () => [{ tag: `${tag}[data-file]` }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes],
    addNodeView:
      () =>
      ({ node, editor, getPos }) => {
        const dom = document.createElement("span");
        dom.className = `file-in file-in-${name}`;
        const shown = Object.assign(document.createElement(tag), { src: address(node.attrs.file as string) });
        if (shown instanceof HTMLAudioElement) shown.controls = true;
        dom.append(shown);
        if (shown instanceof HTMLImageElement) {
          shown.alt = node.attrs.alt as string;
          const alt = Object.assign(document.createElement("input"), { className: "alt-in", value: node.attrs.alt as string, placeholder: say("describePicture") });
          alt.setAttribute("aria-label", say("describePicture"));
          alt.addEventListener("change", () => {
            const at = getPos();
            if (at !== undefined) editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, { ...node.attrs, alt: alt.value }));
          });
          dom.append(alt);
        }
        return { dom, stopEvent: (event) => event.target instanceof HTMLInputElement, ignoreMutation: () => true };
      },
  });
}

export const gapNode = Node.create({
  name: "gap",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ gap: { default: "", parseHTML: (element) => element.dataset.gap ?? "", renderHTML: (at) => ({ "data-gap": at.gap as string }) } }),
  parseHTML: () => [{ tag: "span[data-gap]", priority: 60 }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes],
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement("span");
      dom.className = "gap-in";
      dom.textContent = (node.attrs.gap as string).replace(/^g/, "");
      return { dom };
    },
});

/** A table from Word or another system: kept whole, removed whole. */
export const tableNode = Node.create({
  name: "keptTable",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ html: { default: "", parseHTML: (element) => element.innerHTML, renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: "table" }],
  renderHTML: ({ node }) => {
    const table = document.createElement("table");
    table.innerHTML = node.attrs.html as string;
    return table;
  },
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement("div");
      dom.className = "table-box kept-table";
      const table = dom.appendChild(Object.assign(document.createElement("table"), { className: "table" }));
      table.innerHTML = node.attrs.html as string;
      return { dom };
    },
});
