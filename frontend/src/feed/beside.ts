import { define } from "../controllers/define";

const WIDE = "(min-width: 1024px)";

/** What stands beside a feed: asked for where there is room for it, and again when something on the page was answered. */
export class FeedBeside extends HTMLElement {
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const signal = this.#stop.signal;
    const room = window.matchMedia(WIDE);
    room.addEventListener("change", () => room.matches && !this.children.length && void this.load(), { signal });
    document.addEventListener("htmx:afterSettle", () => room.matches && void this.load(), { signal });
    if (room.matches) void this.load();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  async load(): Promise<void> {
    const answer = await fetch(this.dataset.url!, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || this.contains(document.activeElement)) return;
    this.innerHTML = await answer.text();
  }
}

define("feed-beside", FeedBeside);
