import { onLive } from "../live/socket";
import { say } from "../words";
import { define } from "./define";

/** The number beside the bell. Follows `{type: "unread", count}` of the live socket. */
export class LiveBadge extends HTMLElement {
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    this.#stop = onLive("unread", (message) => this.show(Number(message.count) || 0));
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }

  show(count: number): void {
    this.dataset.count = String(count);
    this.textContent = count > 99 ? "99+" : count ? String(count) : "";
    if (!count) return;
    const spoken = document.createElement("span");
    spoken.className = "sr";
    spoken.textContent = ` (${say("unread", { count })})`;
    this.append(spoken);
  }
}

define("live-badge", LiveBadge);
