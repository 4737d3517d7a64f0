import { csrfToken } from "../csrf";
import { define } from "../controllers/define";
import { onLive, watch, type LiveMessage } from "../live/socket";

const READ_MS = 1000;
const FLUSH_MS = 1500;
const REFRESH_MS = 2000;

/** Announcements that were looked at, sent together; what could not be sent waits for the next look. */
const seen = new Map<string, string>();
const sent = new Set<string>();
let flush: ReturnType<typeof setTimeout> | undefined;

export function noteRead(post: string, url: string): void {
  if (sent.has(post) || seen.has(post)) return;
  seen.set(post, url);
  flush ??= setTimeout(() => void sendRead(), FLUSH_MS);
}

export async function sendRead(): Promise<void> {
  clearTimeout(flush);
  flush = undefined;
  const posts = [...seen.keys()];
  const url = seen.values().next().value;
  if (!posts.length || !url) return;
  seen.clear();
  posts.forEach((post) => sent.add(post));
  const body = new URLSearchParams(posts.map((post) => ["post", post]));
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, keepalive: true });
    if (!answer.ok) throw new Error(String(answer.status));
  } catch {
    posts.forEach((post) => sent.delete(post));
    window.addEventListener("online", () => posts.forEach((post) => noteRead(post, url)), { once: true });
  }
}

/** Stands in an announcement one has not read yet: most of it, or most of the screen, for a second is reading it. */
export class PostSight extends HTMLElement {
  #observer: IntersectionObserver | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    if (typeof IntersectionObserver === "undefined") return noteRead(this.dataset.post!, this.dataset.url!);
    this.#observer = new IntersectionObserver((seen) => this.look(seen.at(-1)!), { threshold: [0, 0.3, 0.6, 0.9] });
    this.#observer.observe(this.closest("article") ?? this);
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    clearTimeout(this.#timer);
  }

  look(entry: Pick<IntersectionObserverEntry, "intersectionRatio" | "intersectionRect">): void {
    const isSeen = entry.intersectionRatio >= 0.6 || entry.intersectionRect.height >= window.innerHeight * 0.6;
    if (!isSeen) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setTimeout(() => this.done(), READ_MS);
  }

  done(): void {
    this.#observer?.disconnect();
    if (document.visibilityState === "visible") noteRead(this.dataset.post!, this.dataset.url!);
  }
}

/** How many have answered: follows the post's live topic. */
export class ReceiptCount extends HTMLElement {
  #stops: (() => void)[] = [];

  connectedCallback(): void {
    this.#stops = [watch(`post:${this.dataset.post}`), onLive("receipts", (message) => this.follow(message))];
  }

  disconnectedCallback(): void {
    this.#stops.splice(0).forEach((stop) => stop());
  }

  follow(message: LiveMessage): void {
    if (message.post !== this.dataset.post || message.space !== this.dataset.space) return;
    for (const [side, [done, of]] of Object.entries((message.sides ?? {}) as Record<string, [number, number | null]>)) {
      const number = this.querySelector(`[data-side="${side}"] b`);
      if (number) number.textContent = of === null ? String(done) : `${done}/${of}`;
    }
  }
}

/** The page of receipts: fetched anew when somebody reads or answers, or the line was away. */
export class ReceiptList extends HTMLElement {
  #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    const mine = (message: LiveMessage): void => void (message.post === this.dataset.post && this.soon());
    this.#stops = [
      watch(`post:${this.dataset.post}`), onLive("receipts", mine), onLive("read", mine), onLive("live:resync", () => this.soon()),
    ];
  }

  disconnectedCallback(): void {
    this.#stops.splice(0).forEach((stop) => stop());
    clearTimeout(this.#timer);
  }

  soon(): void {
    this.#timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  async refresh(): Promise<void> {
    this.#timer = undefined;
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part=receipts]");
    const held = this.querySelector("[data-part=receipts]");
    if (!fresh || !held || held.contains(document.activeElement)) return;
    held.replaceWith(fresh);
  }
}

document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void sendRead());
define("post-sight", PostSight);
define("receipt-count", ReceiptCount);
define("receipt-list", ReceiptList);
