/** The proctor console keeps itself current: at once when something happens, else every ten seconds; typing is never disturbed. */
import { define } from "../controllers/define";
import { onLive, watch } from "../live/socket";

const POLL_MS = 10_000;
const CALM_MS = 1_500; // many candidates entering at once become one refresh

export class SittingConsole extends HTMLElement {
  #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #last = 0;

  connectedCallback(): void {
    const topic = this.dataset.topic ?? "";
    this.#stops = [watch(topic), onLive("sitting", (message) => message.topic === topic && this.#soon(message.what === "test"))];
    document.addEventListener("visibilitychange", this.#seen);
    this.#plan(POLL_MS);
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
  }

  #seen = (): void => {
    if (!document.hidden) this.#plan(0);
  };

  #plan(after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), after);
  }

  #soon(reload: boolean): void {
    if (reload) return location.reload();
    this.#plan(Math.max(CALM_MS - (Date.now() - this.#last), 100));
  }

  /** Fetch what moves and put it in place of what stands there, keeping the focus. */
  async refresh(): Promise<void> {
    if (this.#busy || document.hidden) return this.#plan(POLL_MS);
    this.#busy = true;
    this.#last = Date.now();
    try {
      const address = new URL(location.href);
      address.searchParams.set("phan", "bang");
      const answer = await fetch(address, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.#put(await answer.text());
      this.#say("");
    } catch {
      this.#say(this.dataset.lost ?? "…");
    } finally {
      this.#busy = false;
      this.#plan(POLL_MS);
    }
  }

  #put(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const part of fresh.querySelectorAll<HTMLElement>("[data-part]")) {
      const old = this.querySelector<HTMLElement>(`[data-part="${part.dataset.part}"]`);
      if (!old || old.innerHTML === part.innerHTML) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement?.id : "";
      const box = old.querySelector(".table-box");
      const left = box?.scrollLeft ?? 0;
      old.replaceWith(part);
      if (focused) document.getElementById(focused)?.focus();
      if (left) part.querySelector(".table-box")?.scrollTo({ left });
    }
  }

  #say(text: string): void {
    const line = this.querySelector("[data-net]");
    if (line && line.textContent !== text) line.textContent = text;
  }
}

define("sitting-console", SittingConsole);
