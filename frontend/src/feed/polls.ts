import { define } from "../controllers/define";
import { onLive, watch, type LiveMessage } from "../live/socket";

/** A poll whose bars follow what others choose. */
export class PollBars extends HTMLElement {
  #stops: (() => void)[] = [];

  connectedCallback(): void {
    this.#stops = [watch(`post:${this.dataset.post}`), onLive("poll", (message) => this.follow(message))];
  }

  disconnectedCallback(): void {
    this.#stops.splice(0).forEach((stop) => stop());
  }

  follow(message: LiveMessage): void {
    if (message.post !== this.dataset.post || !Array.isArray(message.counts)) return;
    const voters = Number(message.voters) || 0;
    message.counts.forEach((count: unknown, key) => {
      const option = this.querySelector(`[data-option="${key}"]`);
      const number = option?.querySelector("b");
      const bar = option?.querySelector("progress");
      if (number) number.textContent = String(count);
      if (bar) bar.value = voters ? (100 * Number(count)) / voters : 0;
    });
    const said = this.querySelector("[data-voters]");
    if (said) said.textContent = String(voters);
  }
}

define("poll-bars", PollBars);
