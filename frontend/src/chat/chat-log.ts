import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { onLive, watch } from "../live/socket";
import { say } from "../words";
import { forget, keep, outcomeOf, type Waiting, waitingFor } from "./outbox";

interface Listed {
  messages: { seq: number; client_id: string | null; mine: boolean; html: string }[];
  more: boolean;
}
const RETRY_MS = 5000;

/** The messages of a conversation: catches up by cursor, sends from the outbox in order. Without script the form posts. */
export class ChatLog extends HTMLElement {
  #stops: (() => void)[] = [];
  #last = 0;
  #sending = false;
  #catching: Promise<void> | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#last = Number(this.dataset.last) || 0;
    const mine = (message: Record<string, unknown>): boolean => !message.chat || message.chat === this.dataset.chat;
    this.#stops = [
      onLive("message", (message) => mine(message) && void this.catchUp()),
      onLive("live:open", () => void this.catchUp()),
      onLive("live:resync", () => void this.catchUp()),
      watch(`chat:${this.dataset.chat}`),
    ];
    document.querySelector<HTMLFormElement>("[data-chat-form]")?.addEventListener("submit", this.#submit);
    window.addEventListener("online", this.#online);
    this.scrollDown();
    void this.#resume();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    document.querySelector<HTMLFormElement>("[data-chat-form]")?.removeEventListener("submit", this.#submit);
    window.removeEventListener("online", this.#online);
    clearTimeout(this.#retry);
  }

  #online = (): void => void this.flush().then(() => this.catchUp());

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const field = form.elements.namedItem("body") as HTMLInputElement;
    const urgent = (form.elements.namedItem("urgent") as HTMLInputElement | null)?.checked ?? false;
    const body = field.value.trim();
    if (!body) return;
    const one: Waiting = { id: crypto.randomUUID(), person: this.dataset.person!, url: this.dataset.url!, body, urgent, at: Date.now() };
    field.value = "";
    this.#show(one, navigator.onLine ? say("sending") : say("waitingNet"));
    void keep(one).then(() => this.flush());
  };

  async #resume(): Promise<void> {
    for (const one of await this.#waiting()) {
      this.#show(one, say("waitingNet"));
      if (one.refused) this.#giveBack(one);
    }
    await this.flush();
  }

  #waiting(): Promise<Waiting[]> {
    return waitingFor(this.dataset.person!, this.dataset.url!);
  }

  /** Send what waits, oldest first; stops at the first that has to wait. */
  async flush(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = await this.#next(); next; next = await this.#next()) {
        if (!(await this.#sendOne(next))) {
          clearTimeout(this.#retry);
          this.#retry = setTimeout(() => void this.flush(), RETRY_MS);
          break;
        }
      }
    } finally {
      this.#sending = false;
    }
  }

  async #next(): Promise<Waiting | undefined> {
    return (await this.#waiting()).find((one) => !one.refused);
  }

  async #sendOne(one: Waiting): Promise<boolean> {
    let answer: Response;
    try {
      answer = await fetch(one.url, {
        method: "POST",
        body: JSON.stringify({ client_id: one.id, body: one.body, urgent: one.urgent }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      });
    } catch {
      this.#note(one.id, say("waitingNet"));
      return false;
    }
    const outcome = outcomeOf(answer.status);
    if (outcome === "waiting") return this.#note(one.id, say("waitingNet")), false;
    if (outcome === "refused") {
      const said = ((await answer.json().catch(() => ({}))) as { message?: string }).message;
      const kept = { ...one, refused: said ?? say("failed") };
      await keep(kept);
      this.#giveBack(kept);
      return true;
    }
    await forget(one.id);
    this.#note(one.id, say("sent"));
    await this.catchUp();
    return true;
  }

  /** Ask for what came after the last known number; again while there is more. One question at a time. */
  catchUp(): Promise<void> {
    this.#catching = (this.#catching ?? Promise.resolve()).then(() => this.#ask()).catch(() => undefined);
    return this.#catching;
  }

  async #ask(): Promise<void> {
    for (let more = true; more; ) {
      const answer = await fetch(`${this.dataset.url}?sau=${this.#last}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const found = (await answer.json()) as Listed;
      const before = this.#last;
      for (const one of found.messages) this.place(one.seq, one.client_id, one.html);
      more = found.more && this.#last > before;
      if (this.#last > before) {
        this.scrollDown();
        this.#tellRead();
      }
    }
  }

  /** Put a message where its number belongs; the one that waited under its id makes room. */
  place(seq: number, clientId: string | null, html: string): void {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const line = holder.content.firstElementChild!;
    if (clientId) this.querySelector(`[data-waiting="${clientId}"]`)?.remove();
    const known = this.querySelector(`[data-seq="${seq}"]`);
    const later = [...this.querySelectorAll<HTMLElement>("[data-seq]")].find((one) => Number(one.dataset.seq) > seq);
    if (known) known.replaceWith(line);
    else this.insertBefore(line, later ?? this.querySelector("[data-waiting]"));
    this.#last = Math.max(this.#last, seq);
  }

  #show(one: Waiting, word: string): void {
    const line = document.createElement("div");
    line.className = "msg me waiting";
    line.dataset.waiting = one.id;
    line.textContent = one.body;
    const at = document.createElement("span");
    at.className = "at";
    at.textContent = word;
    line.append(at);
    this.append(line);
    this.scrollDown();
  }

  /** Say why a message wasn't taken, and let its writer have the words back to change them. */
  #giveBack(one: Waiting): void {
    this.#note(one.id, one.refused!);
    const line = this.querySelector(`[data-waiting="${one.id}"]`);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-soft";
    button.textContent = say("rewrite");
    button.addEventListener("click", () => {
      const field = document.querySelector<HTMLInputElement>("[data-chat-form] [name=body]");
      if (field) field.value = field.value ? `${one.body} ${field.value}` : one.body;
      field?.focus();
      line?.remove();
      void forget(one.id);
    });
    line?.append(button);
  }

  #note(id: string, word: string): void {
    const at = this.querySelector(`[data-waiting="${id}"] .at`);
    if (at) at.textContent = word;
  }

  #tellRead(): void {
    if (document.visibilityState !== "visible") return;
    const body = new URLSearchParams({ seq: String(this.#last) });
    void fetch(this.dataset.read!, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => undefined);
  }

  scrollDown(): void {
    this.lastElementChild?.scrollIntoView({ block: "end" });
  }
}

define("chat-log", ChatLog);
