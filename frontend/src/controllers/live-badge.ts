import { onLive } from "../live/socket";
import { say } from "../words";
import { define } from "./define";

/** The number beside the bell. Follows `{type: "unread", count}` or, by how much it changed, `{type: "unread", delta}` of the live socket. */
export class LiveBadge extends HTMLElement {
  #stop: (() => void) | undefined;

  connectedCallback(): void {
    this.#stop = onLive("unread", (message) => this.follow(message));
  }

  disconnectedCallback(): void {
    this.#stop?.();
  }

  follow(message: Record<string, unknown>): void {
    const known = Number(this.dataset.count) || 0;
    this.show(message.count === undefined ? Math.max(0, known + (Number(message.delta) || 0)) : Number(message.count) || 0);
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
