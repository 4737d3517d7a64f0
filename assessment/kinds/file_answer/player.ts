import { bindFiles, files, writeFiles } from "../../../frontend/src/questions/files";
import type { Host, Widget } from "../../../frontend/src/questions/types";

const hosts = new WeakMap<HTMLElement, Host>();

export const widget: Widget = {
  ready(root, host) {
    hosts.set(root, host);
    bindFiles(root, host, Number(root.dataset.most ?? 4));
    const before = root.querySelector<HTMLElement>(".answer-files")?.dataset.files;
    if (before) writeFiles(root, JSON.parse(before) as string[], host);
  },
  read: (root) => (files(root).length ? { files: files(root) } : null),
  write: (root, response) => writeFiles(root, (response as { files?: string[] } | null)?.files ?? [], hosts.get(root)),
};
