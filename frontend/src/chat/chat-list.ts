import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { icon } from "../icons";
import { onLive } from "../live/socket";
import { say } from "../words";
import { flush, onTried } from "./flush";
import { type Waiting, waitingOf } from "./outbox";

const WIDE = "(min-width: 1024px)";
const SPREAD_MS = 800;

/**
 * The list of conversations, kept fresh: asked for again when one of them has something new, which also says that this device has got it.
 * Messages of one's own that wait on this device are sent from here too, and named where they belong.
 * With `data-wide` it stands beside an open conversation and is asked for on wide screens only.
 */
export class ChatList extends HTMLElement {
  #stops: (() => void)[] = [];
  #soon: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#stops = ["chat", "live:resync"].map((type) => onLive(type, () => this.#later()));
    this.#stops.push(onTried(({ outcome }) => (outcome.sent === "sent" ? this.#later() : void this.#mark())));
    window.addEventListener("online", this.#send);
    void this.#mark();
    this.#send();
    if (!("wide" in this.dataset)) return void this.refresh();
    const wide = matchMedia(WIDE);
    const listen = (): void => void (wide.matches && this.refresh());
    wide.addEventListener("change", listen);
    this.#stops.push(() => wide.removeEventListener("change", listen));
    listen();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    window.removeEventListener("online", this.#send);
    clearTimeout(this.#soon);
  }

  #send = (): void => void (this.dataset.person && flush(this.dataset.person, this.dataset.upload));

  /** Say under each conversation what of one's own has not been sent: the last of it, and whether it has to be changed first. */
  async #mark(): Promise<void> {
    const waiting = this.dataset.person ? await waitingOf(this.dataset.person).catch(() => []) : [];
    const last = new Map<string, Waiting>();
    for (const one of waiting) last.set(one.url, last.get(one.url)?.refused ? last.get(one.url)! : one);
    for (const old of this.querySelectorAll(".unsent")) old.remove();
    for (const link of this.querySelectorAll<HTMLAnchorElement>("a[href]")) {
      const one = [...last.values()].find(({ url }) => url.startsWith(link.getAttribute("href")!));
      if (one) link.closest(".row-main")?.append(unsent(one));
    }
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
    await this.#mark();
  }
}

function unsent(one: Waiting): HTMLElement {
  const line = Object.assign(document.createElement("span"), { className: "s unsent" });
  const chip = Object.assign(document.createElement("span"), { className: "chip chip-amber" });
  chip.append(icon(one.refused ? "warn" : "clock", "xs"), say(one.refused ? "notSent" : "waitingSend"));
  line.append(chip, Object.assign(document.createElement("span"), { textContent: one.body || (one.files ?? []).map(({ name, voice }) => (voice ? say("voiceNote") : name)).join(", ") }));
  return line;
}

define("chat-list", ChatList);
