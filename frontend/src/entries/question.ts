/** Questions outside of a test (samples): their controls work, nothing is kept. A question's `widget` is there to try. */
import { bindAll } from "../questions/registry";
import type { Widget } from "../questions/types";

for (const box of document.querySelectorAll<HTMLElement>("[data-take]"))
  void bindAll(box, () => ({ changed: () => undefined })).then((bound) => {
    for (const [question, widget] of bound) (question as HTMLElement & { widget?: Widget }).widget = widget;
  });
