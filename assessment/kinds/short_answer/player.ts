import { plain } from "../../../frontend/src/questions/plain";

const field = (root: HTMLElement): HTMLInputElement => root.querySelector<HTMLInputElement>("input.answer-in")!;
const base = plain(
  (root) => field(root).value.replace(/\s+/g, " ").trim() || null,
  (root, response) => void (field(root).value = typeof response === "string" ? response : ""),
);

export const widget: typeof base = {
  ...base,
  ready(root, host) {
    // The answer sheet of the national exam has a comma and a plain minus; keyboards give points and dashes.
    if (root.dataset.mode === "grid")
      field(root).addEventListener("input", () => {
        const input = field(root);
        const at = input.selectionStart;
        const tidy = input.value.replace(/[.]/g, ",").replace(/[−–]/g, "-").replace(/[^0-9,-]/g, "");
        if (tidy === input.value) return;
        input.value = tidy;
        input.setSelectionRange(at, at);
      });
    base.ready(root, host);
  },
};
