import { bindFiles, files, writeFiles } from "../../../frontend/src/questions/files";
import { plain } from "../../../frontend/src/questions/plain";
import type { Host } from "../../../frontend/src/questions/types";

const area = (root: HTMLElement): HTMLTextAreaElement => root.querySelector("textarea")!;
const count = (text: string): number => text.trim().split(/\s+/).filter(Boolean).length;
const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

export function paragraphs(text: string): string {
  return text.replace(/\r/g, "").split(/\n/).map((line) => line.trimEnd()).join("\n").trim().split("\n").map((line) => `<p>${escape(line)}</p>`).join("");
}

export function lines(html: string): string {
  const box = new DOMParser().parseFromString(html.replace(/<br\s*\/?>/g, "\n").replace(/<\/p>\s*<p[^>]*>/g, "\n"), "text/html");
  return box.body.textContent ?? "";
}

function say(root: HTMLElement): void {
  const words = count(area(root).value);
  const most = Number(root.dataset.max ?? 0);
  const line = root.querySelector<HTMLElement>("[data-words]");
  if (!line) return;
  line.textContent = `${words} từ`;
  line.classList.toggle("over", most > 0 && words > most);
}

const hosts = new WeakMap<HTMLElement, Host>();
const base = plain(
  (root) => {
    const text = area(root).value;
    const handed = files(root);
    return text.trim() || handed.length ? { html: text.trim() ? paragraphs(text) : "", files: handed } : null;
  },
  (root, response) => {
    const said = (response ?? {}) as { html?: string; files?: string[] };
    area(root).value = lines(said.html ?? "");
    writeFiles(root, said.files ?? [], hosts.get(root));
    say(root);
  },
);

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    hosts.set(root, host);
    root.addEventListener("input", () => say(root));
    bindFiles(root, host, 10);
    const before = root.querySelector<HTMLElement>(".answer-files")?.dataset.files;
    if (before) writeFiles(root, JSON.parse(before) as string[], host);
    say(root);
    base.ready(root, host);
  },
};
