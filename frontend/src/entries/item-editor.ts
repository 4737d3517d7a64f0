import { mount, unmount } from "svelte";
import { define } from "../controllers/define";
import ItemEditor from "../questions/editor/ItemEditor.svelte";
import type { Props } from "../questions/editor/types";
import { bindAll } from "../questions/registry";

/** The editor of a question; the preview beside it shows what was saved last, with its controls alive. */
class ItemEditorElement extends HTMLElement {
  #app: Record<string, unknown> | null = null;

  connectedCallback(): void {
    if (this.#app) return;
    const initial = JSON.parse(this.dataset.props ?? "{}") as Props;
    this.removeAttribute("data-props");
    this.replaceChildren();
    const preview = document.getElementById(this.dataset.preview ?? "");
    const show = (html: string): void => {
      if (!preview) return;
      preview.innerHTML = html;
      void bindAll(preview, () => ({ changed: () => undefined }));
    };
    if (preview) void bindAll(preview, () => ({ changed: () => undefined }));
    this.#app = mount(ItemEditor, { target: this, props: { initial, onpreview: show, look: preview } });
  }

  disconnectedCallback(): void {
    if (this.#app) void unmount(this.#app);
    this.#app = null;
  }
}

define("item-editor", ItemEditorElement);
