import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { onLive } from "../live/socket";

const WIDE = "(min-width: 1024px)";
const SPREAD_MS = 800;

/**
 * The list of conversations, kept fresh: asked for again when one of them has something new, which also says that this device has got it.
 * With `data-wide` it stands beside an open conversation and is asked for on wide screens only.
 */
export class ChatList extends HTMLElement {
  #stops: (() => void)[] = [];
  #soon: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#stops = ["chat", "live:resync"].map((type) => onLive(type, () => this.#later()));
    if (!("wide" in this.dataset)) return void this.refresh();
    const wide = matchMedia(WIDE);
    const listen = (): void => void (wide.matches && this.refresh());
    wide.addEventListener("change", listen);
    this.#stops.push(() => wide.removeEventListener("change", listen));
    listen();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#soon);
  }

  #later(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void (("wide" in this.dataset && !matchMedia(WIDE).matches) || this.refresh()), SPREAD_MS);
  }

  async refresh(): Promise<void> {
    const headers = { "X-CSRFToken": csrfToken() };
    const body = new URLSearchParams(location.search);
    if (!("wide" in this.dataset)) body.set("in", "list");
    const answer = await fetch(this.dataset.url!, { method: "POST", headers, body }).catch(() => null);
    if (!answer?.ok) return;
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    this.innerHTML = await answer.text();
    if (focused) this.querySelector<HTMLElement>(`[href="${focused}"]`)?.focus();
    for (const link of this.querySelectorAll("a[href]")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
    }
  }
}

define("chat-list", ChatList);
