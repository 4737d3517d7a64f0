/** "Lưu về máy": keeps the page with everything it shows, says how big it is and how old. */
import { dropLesson, keepLesson, keptLessons, pageFiles, type KeptLesson } from "../offline/client";
import { sizeWords } from "../words";
import { clock, fillWords, type Settings } from "./progress";

export class Keeper {
  readonly #button: HTMLButtonElement | null;
  readonly #label: HTMLElement | null;
  readonly #chip: HTMLElement | null;
  #kept: KeptLesson | undefined;
  #busy = false;

  constructor(
    root: ParentNode,
    readonly settings: Settings,
    readonly words: Record<string, string>,
  ) {
    this.#button = root.querySelector("[data-keep]");
    this.#label = this.#button?.querySelector("span") ?? null;
    this.#chip = root.querySelector("[data-kept]");
  }

  async start(): Promise<void> {
    if (!("serviceWorker" in navigator)) return;
    // The author took the permission back after this phone had kept the lesson.
    if (!this.#button) return this.settings.preview ? undefined : void (await dropLesson(this.settings.activity).catch(() => undefined));
    this.#button.addEventListener("click", () => void this.#press());
    this.#kept = (await keptLessons()).find(({ key }) => key === this.settings.activity);
    this.show();
    if (this.#kept && navigator.onLine && Date.parse(this.#kept.kept_at) < this.settings.version) await this.keep().catch(() => undefined);
  }

  async #press(): Promise<void> {
    if (this.#busy) return;
    try {
      if (this.#kept) {
        await dropLesson(this.settings.activity);
        this.#kept = undefined;
      } else await this.keep();
      this.show();
    } catch {
      this.#busy = false;
      this.show();
      this.#say(this.words.keep_failed ?? "");
    }
  }

  async keep(): Promise<void> {
    this.#busy = true;
    const urls = [location.pathname, ...this.settings.keep, ...pageFiles()];
    this.#kept = await keepLesson({ key: this.settings.activity, title: this.settings.title, urls }, ({ done, all }) =>
      this.#say(fillWords(this.words.keeping ?? "", { done, all })),
    );
    this.#busy = false;
    this.show();
  }

  show(): void {
    if (!this.#button) return;
    this.#button.hidden = false;
    this.#button.classList.toggle("is-kept", !!this.#kept);
    this.#say((this.#kept ? this.words.drop : this.words.keep) ?? "");
    if (!this.#chip) return;
    this.#chip.hidden = !this.#kept;
    if (!this.#kept) return;
    const at = new Date(this.#kept.kept_at);
    const time = at.toDateString() === new Date().toDateString() ? clock(at) : at.toLocaleDateString(document.documentElement.lang);
    const stale = navigator.onLine === false ? ` · ${fillWords(this.words.stale ?? "", { time })}` : "";
    this.#chip.querySelector("span")!.textContent = fillWords(this.words.kept_size ?? "", { size: sizeWords(this.#kept.size_bytes) }) + stale;
  }

  #say(text: string): void {
    if (this.#label) this.#label.textContent = text;
  }
}
