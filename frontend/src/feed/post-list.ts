import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { onLive, watch } from "../live/socket";
import { say } from "../words";
import { flush, forget, onSent, rewriteUrl, waitingOf, type Waiting } from "./outbox";
import { startReactions } from "./reactions";

const TOGETHER_MS = 400;
const SEEN_MS = 1500;
/** A page that is watched so long after it was opened may have missed something: slow networks, a page kept for reading without one. */
const STALE_MS = 4000;

/** The posts of a page: new ones wait behind a pill, those on the screen are noted as seen, one's own that wait stand on top. */
export class PostList extends HTMLElement {
  #stops: (() => void)[] = [];
  #newest = 0;
  #pill: HTMLButtonElement | null = null;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #seen = new Set<string>();
  #told = new Set<string>();
  #watcher: IntersectionObserver | undefined;

  connectedCallback(): void {
    const person = this.dataset.person!;
    this.#newest = Number(this.dataset.newest) || 0;
    this.#stops = [startReactions(person), onSent(({ one, outcome, answer }) => this.#sent(one, outcome, answer))];
    if (this.dataset.spaces !== undefined) {
      const spaces = this.dataset.spaces.trim().split(/\s+/).filter(Boolean);
      this.#stops.push(
        ...spaces.map((space) => watch(`space:${space}`)),
        onLive("post", (message) => spaces.includes(String(message.space)) && Number(message.entry) > this.#newest && this.#askSoon()),
        onLive("watching", (message) => String(message.topic).startsWith("space:") && performance.now() > STALE_MS && this.#askSoon()),
        onLive("live:resync", () => this.#askSoon()),
      );
    }
    window.addEventListener("online", this.#online);
    window.addEventListener("pagehide", this.#tell);
    this.#look();
    void this.#waiting();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    window.removeEventListener("online", this.#online);
    window.removeEventListener("pagehide", this.#tell);
    this.#watcher?.disconnect();
    clearTimeout(this.#asking);
    clearTimeout(this.#telling);
  }

  #online = (): void => void flush(this.dataset.person!);

  #url(more: string): string {
    return `${location.pathname}?sau=${this.#newest}${more}${this.dataset.filter ? `&${this.dataset.filter}` : ""}`;
  }

  #askSoon(): void {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => void this.ask(), TOGETHER_MS);
  }

  /** Ask how much is new; nothing that is being read moves. */
  async ask(): Promise<void> {
    const answer = await fetch(this.#url("&dem=1"), { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { count } = (await answer.json()) as { count: number };
    if (!count) return void this.#pill?.remove();
    this.#pill ??= this.#makePill();
    this.#pill.textContent = say(count === 1 ? "onePost" : "newPosts", { count });
    if (!this.#pill.isConnected) this.before(this.#pill);
  }

  #makePill(): HTMLButtonElement {
    const pill = Object.assign(document.createElement("button"), { type: "button", className: "new-posts" });
    pill.setAttribute("role", "status");
    pill.addEventListener("click", () => void this.fetchNewer());
    return pill;
  }

  /** Put the new posts on top and go to the first of them. */
  async fetchNewer(goes = true): Promise<void> {
    const answer = await fetch(this.#url(""), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const first = this.place([...holder.content.querySelectorAll<HTMLElement>("article")]);
    this.#pill?.remove();
    this.#look();
    if (!first || !goes) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "start", behavior: "smooth" });
  }

  /** Place posts, each once: one that is here is replaced where it stands. Returns the first new one. */
  place(posts: HTMLElement[]): HTMLElement | null {
    const before = this.querySelector("article[data-entry]:not([data-pinned])");
    let first: HTMLElement | null = null;
    for (const post of posts) {
      this.#newest = Math.max(this.#newest, Number(post.dataset.entry) || 0);
      const known = this.querySelector(`[id="${post.id}"]`);
      if (known) {
        known.replaceWith(post);
        continue;
      }
      this.insertBefore(post, before);
      first ??= post;
    }
    return first;
  }

  #look(): void {
    if (typeof IntersectionObserver === "undefined") return;
    this.#watcher ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const id = (entry.target as HTMLElement).dataset.entry!;
          if (entry.isIntersecting && !this.#told.has(id)) this.#seen.add(id);
        }
        if (!this.#seen.size) return;
        clearTimeout(this.#telling);
        this.#telling = setTimeout(this.#tell, SEEN_MS);
      },
      { threshold: 0.3 },
    );
    for (const post of this.querySelectorAll("article[data-entry]")) this.#watcher.observe(post);
  }

  #tell = (): void => {
    if (!this.#seen.size || !navigator.onLine) return;
    const body = new URLSearchParams();
    for (const id of this.#seen) {
      body.append("entry", id);
      this.#told.add(id);
    }
    this.#seen.clear();
    void fetch(this.dataset.seen!, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  };

  async #waiting(): Promise<void> {
    for (const one of await waitingOf(this.dataset.person!)) if (one.what === "post") this.#show(one);
    await flush(this.dataset.person!);
  }

  /** A post of one's own that is not sent, with what keeps it. */
  #show(one: Waiting): void {
    const card = this.querySelector<HTMLElement>(`[data-waiting="${one.id}"]`) ?? document.createElement("article");
    card.className = "card post waiting";
    card.dataset.waiting = one.id;
    const note = Object.assign(document.createElement("p"), { className: one.refused ? "note note-warn" : "tag", textContent: one.refused ?? say("waitingSend") });
    const words = one.fields.filter(([name, value]) => (name === "title" || name === "body") && value).map(([, value]) => String(value));
    const body = Object.assign(document.createElement("div"), { className: "body", textContent: words.join("\n") });
    card.replaceChildren(note, body);
    const files = one.fields.filter(([, value]) => value instanceof File).length;
    if (files) card.append(Object.assign(document.createElement("p"), { className: "xs muted", textContent: say("filesWaiting", { count: files }) }));
    if (one.refused) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-soft", textContent: say("dropIt") });
      button.addEventListener("click", () => void forget(one.id).then(() => card.remove()));
      const again = Object.assign(document.createElement("a"), { className: "btn btn-soft", textContent: say("rewrite"), href: rewriteUrl(one) });
      card.append(Object.assign(document.createElement("p"), { className: "btns" }));
      card.lastElementChild!.append(again, button);
    }
    if (!card.isConnected) this.prepend(card);
  }

  #sent(one: Waiting, outcome: string, answer: Record<string, unknown>): void {
    if (one.what !== "post") return;
    if (outcome !== "sent") return this.#show(one);
    const card = this.querySelector(`[data-waiting="${one.id}"]`);
    if (answer.state === "published" && this.dataset.spaces !== undefined) void this.fetchNewer(false).then(() => card?.remove());
    else if (card) card.replaceChildren(Object.assign(document.createElement("p"), { className: "tag", textContent: say("sent") }));
  }
}

define("post-list", PostList);
