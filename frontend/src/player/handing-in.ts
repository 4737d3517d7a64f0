/** The end of an attempt: asking once, handing in, an answer file where that doesn't get through, leaving the page. */
import type { Engine } from "./engine";
import { dialog } from "./dialogs";
import type { Notes } from "./notes";
import { download, seal } from "./seal";
import { forget } from "./store";
import type { Props, Question } from "./types";
import { say } from "./words";

const AGAIN_MS = 3000;
const LISTED = 12;

export class HandingIn {
  #left = false;

  constructor(
    private engine: Engine,
    private props: Props,
    private notes: Notes,
  ) {}

  /** `isOver`: the time is up, so that there is no going on. The signal ends the listening. */
  bind(isOver: () => boolean, signal: AbortSignal): void {
    const box = dialog("nop-bai");
    const { engine } = this;
    box.querySelector("[data-submit-yes]")!.addEventListener("click", () => void this.#submit(), { signal });
    box.querySelector("[data-seal]")!.addEventListener("click", () => void this.seal(), { signal });
    box.addEventListener("close", () => engine.standing === "working" && engine.kept.wants_submit && !isOver() && void engine.goOn(), { signal });
  }

  ask(all: Question[], open: Question[]): void {
    const box = dialog("nop-bai");
    const list = open.slice(0, LISTED).map((one) => one.number).join(", ") + (open.length > LISTED ? "…" : "");
    box.querySelector("[data-submit-words]")!.textContent = open.length ? say("submitSome", { left: open.length, list }) : say("submitAll", { all: all.length });
    box.querySelector<HTMLElement>("[data-submit-problem]")!.hidden = true;
    dialog("tong-quan").close();
    if (!box.open) box.showModal();
  }

  async #submit(): Promise<void> {
    const box = dialog("nop-bai");
    const yes = box.querySelector<HTMLButtonElement>("[data-submit-yes]")!;
    yes.disabled = true;
    const done = await this.engine.submit();
    yes.disabled = false;
    if (done) return;
    const problem = box.querySelector<HTMLElement>("[data-submit-problem]")!;
    problem.textContent = say("submitWait");
    problem.hidden = false;
    box.querySelector<HTMLElement>("[data-seal]")!.hidden = false;
  }

  async seal(): Promise<void> {
    const blob = await seal(this.engine.kept, this.props, this.engine.pack!.public_key);
    download(blob, say("fileName", { title: this.props.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) }));
    this.notes.announce(say("sealed"));
  }

  mastered(end: string): void {
    const box = dialog("thanh-thao");
    box.querySelector("[data-mastered-words]")!.textContent = say("mastered", { count: this.engine.kept.practice?.wanted ?? 0 });
    box.querySelector("[data-mastered-end]")!.addEventListener("click", () => box.close());
    box.addEventListener("close", () => this.leave(end));
    if (!box.open) box.showModal();
  }

  /** The paper is in; what still waits here goes after it (it counts if it was made in time), then the page is left. */
  leave(url: string): void {
    if (this.#left) return;
    this.#left = true;
    const { engine } = this;
    const go = async (): Promise<void> => {
      if (engine.kept.unsent.length) await engine.send();
      if (engine.kept.unsent.length) return void setTimeout(() => void go(), AGAIN_MS);
      engine.stop();
      if (this.props.preview) await forget(this.props.attempt).catch(() => undefined);
      location.replace(url);
    };
    void go();
  }
}
