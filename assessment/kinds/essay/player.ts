import { bindFiles, files, writeFiles } from "../../../frontend/src/questions/files";
import { countWords, htmlOf, lay, show } from "../../../frontend/src/questions/paper";
import { plain } from "../../../frontend/src/questions/plain";
import type { Host } from "../../../frontend/src/questions/types";
import { say } from "../../../frontend/src/words";

const hosts = new WeakMap<HTMLElement, Host>();
const papers = new WeakMap<HTMLElement, HTMLElement>();
const text = (root: HTMLElement): string => htmlOf(papers.get(root)!);

function tell(root: HTMLElement): void {
  const words = countWords(text(root));
  const most = Number(root.dataset.max ?? 0);
  const line = root.querySelector<HTMLElement>("[data-words]");
  if (!line) return;
  line.textContent = words === 1 ? say("oneWord") : say("manyWords", { count: words });
  line.classList.toggle("over", most > 0 && words > most);
}

const base = plain(
  (root) => {
    const [html, handed] = [text(root), files(root)];
    return html || handed.length ? { html, files: handed } : null;
  },
  (root, response) => {
    const said = (response ?? {}) as { html?: string; files?: string[] };
    show(papers.get(root)!, said.html ?? "");
    writeFiles(root, said.files ?? [], hosts.get(root));
    tell(root);
  },
);

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    hosts.set(root, host);
    const area = root.querySelector("textarea")!;
    const paper = lay(area, root.querySelector("label")?.textContent ?? "");
    papers.set(root, paper);
    show(paper, area.dataset.html || "");
    root.addEventListener("input", () => tell(root));
    bindFiles(root, host, 10);
    const before = root.querySelector<HTMLElement>(".answer-files")?.dataset.files;
    if (before) writeFiles(root, JSON.parse(before) as string[], host);
    tell(root);
    base.ready(root, host);
  },
};
