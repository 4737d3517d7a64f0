import { mount, unmount } from "svelte";
import { define } from "../controllers/define";
import LessonEditor from "../editor/LessonEditor.svelte";
import type { State } from "../editor/types";

/** The island of the lesson editor: reads its draft from `data-props`, saves by itself. */
class LessonEditorElement extends HTMLElement {
  #app: Record<string, unknown> | null = null;

  connectedCallback(): void {
    if (this.#app) return;
    const { props = "{}", course = "", section = "", subject = "", tone = "" } = this.dataset;
    const initial = JSON.parse(props) as State;
    this.removeAttribute("data-props");
    this.replaceChildren();
    this.#app = mount(LessonEditor, { target: this, props: { initial, course, section, subject, tone } });
  }

  disconnectedCallback(): void {
    if (this.#app) void unmount(this.#app);
    this.#app = null;
  }
}

define("lesson-editor", LessonEditorElement);
