import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { icon } from "../icons";
import { onLive, watch } from "../live/socket";
import { say } from "../words";
import type { ChatComposer } from "./chat-composer";
import { flush, onTried, type Tried } from "./flush";
import { forget, keep, type KeptFile, type Waiting, waitingFor } from "./outbox";

interface Listed {
  messages: { seq: number; client_id: string | null; mine: boolean; html: string }[];
  /** The last change of the conversation that is in the answer: what to ask after next time. */
  cursor: number;
  more: boolean;
  read: number;
  got: number;
}
/** What is written: words, files, what it answers. */
export interface Draft {
  body: string;
  urgent?: boolean;
  files?: KeptFile[];
  reply?: string;
}
const RETRY_MS = 5000;
const TYPING_MS = 4000;

/** The messages of a conversation: catches up by cursor, sends from the outbox in order. Without script the form posts. */
export class ChatLog extends HTMLElement {
  #stops: (() => void)[] = [];
  #cursor = 0;
  #told = 0;
  #catching: Promise<void> | null = null;
  #waits = false;
  #later: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.#cursor = Number(this.dataset.cursor) || 0;
    const mine = (message: Record<string, unknown>): boolean => !message.chat || message.chat === this.dataset.chat;
    this.#stops = [
      onLive("message", (message) => mine(message) && void this.catchUp()),
      onLive("read", (message) => mine(message) && message.person !== this.dataset.person && this.tick(Number(message.read) || 0, Number(message.got) || 0)),
      onLive("typing", (message) => message.topic === `chat:${this.dataset.chat}` && message.person !== this.dataset.person && this.#typed()),
      onLive("watching", (message) => message.topic === `chat:${this.dataset.chat}` && void this.catchUp()),
      onLive("live:resync", () => void this.catchUp()),
      onTried((tried) => void this.#tried(tried)),
      watch(`chat:${this.dataset.chat}`),
    ];
    window.addEventListener("online", this.#online);
    document.addEventListener("visibilitychange", this.#seen);
    this.scrollDown();
    this.#seen();
    void this.#resume();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    window.removeEventListener("online", this.#online);
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#later);
  }

  #online = (): void => void this.flush().then(() => this.catchUp());

  /** Put something said into the outbox, show it as waiting, and try to send it. */
  post(draft: Draft): void {
    const { person, url } = this.dataset;
    const one: Waiting = { urgent: false, ...draft, id: crypto.randomUUID(), person: person!, url: url!, upload: this.dataset.upload!, at: Date.now() };
    this.#show(one, navigator.onLine ? say("sending") : say("waitingNet"));
    void keep(one).then(() => this.flush());
  }

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

  /** Send what this person has waiting, here and in other conversations. */
  flush(): Promise<void> {
    return flush(this.dataset.person!, this.dataset.upload!);
  }

  async #tried({ one, outcome }: Tried): Promise<void> {
    if (one.url !== this.dataset.url) return;
    if (outcome.sent === "waiting") return this.#note(one.id, say("waitingNet"));
    if (outcome.sent === "refused") return this.#giveBack(one);
    this.#note(one.id, say("sent"));
    await this.catchUp();
  }

  /** Ask for what has changed since the last known change; again while there is more. One question at a time, one more at most waiting. */
  catchUp(): Promise<void> {
    if (this.#waits) return this.#catching!;
    this.#waits = true;
    const ask = (): Promise<void> => {
      this.#waits = false;
      return this.#ask();
    };
    this.#catching = (this.#catching ?? Promise.resolve()).then(ask).catch(() => this.#askLater());
    return this.#catching;
  }

  #askLater(): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.isConnected && void this.catchUp(), RETRY_MS);
  }

  async #ask(): Promise<void> {
    for (let more = true; more; ) {
      const answer = await fetch(`${this.dataset.url}?sau=${this.#cursor}`, { headers: { Accept: "application/json" } });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (!answer.ok) return;
      const found = (await answer.json()) as Listed;
      const [before, newest] = [this.#cursor, this.#newest()];
      for (const one of found.messages) this.place(one.seq, one.client_id, one.html);
      this.#cursor = Math.max(this.#cursor, found.cursor);
      this.tick(found.read, found.got);
      more = found.more && this.#cursor > before;
      if (this.#newest() > newest) this.scrollDown();
      this.#seen();
    }
  }

  #newest(): number {
    return Math.max(0, ...[...this.querySelectorAll<HTMLElement>("[data-seq]")].map((one) => Number(one.dataset.seq)));
  }

  /** Put a message where its number belongs; the one that waited under its id makes room. */
  place(seq: number, clientId: string | null, html: string): void {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const line = holder.content.firstElementChild!;
    if (clientId) this.querySelector(`[data-waiting="${clientId}"]`)?.remove();
    this.querySelector("[data-empty]")?.remove();
    const known = this.querySelector(`[data-seq="${seq}"]`);
    const later = [...this.querySelectorAll<HTMLElement>("[data-seq]")].find((one) => Number(one.dataset.seq) > seq);
    if (known) known.replaceWith(line);
    else this.insertBefore(line, later ?? this.querySelector("[data-waiting]"));
  }

  #show(one: Waiting, word: string): void {
    const line = document.createElement("div");
    line.className = "msg me waiting";
    line.dataset.waiting = one.id;
    line.textContent = one.body || (one.files ?? []).map((file) => (file.voice ? say("voiceNote") : file.name)).join(", ");
    const at = document.createElement("span");
    at.className = "at";
    at.textContent = word;
    line.append(at);
    this.querySelector("[data-empty]")?.remove();
    this.append(line);
    this.scrollDown();
  }

  /** Say why a message wasn't taken, and let its writer have it back with its pictures to change it. */
  #giveBack(one: Waiting): void {
    this.#note(one.id, one.refused ?? say("failed"));
    const line = this.querySelector(`[data-waiting="${one.id}"]`);
    const composer = document.querySelector<ChatComposer>("chat-composer");
    if (!composer || !line || line.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-soft";
    button.textContent = say("rewrite");
    button.addEventListener("click", () => {
      composer.restore(one);
      line.remove();
      void forget(one.id);
    });
    line.append(button);
    this.scrollDown();
  }

  #note(id: string, word: string): void {
    const at = this.querySelector(`[data-waiting="${id}"] .at`);
    if (at) at.textContent = word;
  }

  /** Show how far the others have got and read one's own messages, by the numbers of their arrival. */
  tick(read: number, got: number): void {
    for (const line of this.querySelectorAll<HTMLElement>(".me[data-arrived]")) {
      const arrived = Number(line.dataset.arrived);
      const state = arrived <= read ? "read" : arrived <= got ? "delivered" : "";
      const rank = ["sent", "delivered", "read"];
      const tick = line.querySelector<HTMLElement>(".tick-state");
      if (!state || !tick || rank.indexOf(state) <= rank.indexOf(tick.dataset.state ?? "sent")) continue;
      tick.dataset.state = state;
      tick.replaceChildren(icon("checks", "", say(state === "read" ? "seen" : "arrived")));
    }
  }

  /** Say that what is here was on the screen, or, while it is hidden, that it has reached the device. */
  #seen = (): void => {
    const visible = document.visibilityState === "visible";
    const to = visible ? this.#cursor * 2 + 1 : this.#cursor * 2;
    if (!this.#cursor || to <= this.#told) return;
    this.#told = to;
    const body = new URLSearchParams({ [visible ? "read" : "got"]: String(this.#cursor) });
    void fetch(this.dataset.read!, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => (this.#told = 0));
  };

  #typed(): void {
    const note = document.querySelector<HTMLElement>("[data-typing]");
    if (!note) return;
    note.hidden = false;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => (note.hidden = true), TYPING_MS);
  }

  scrollDown(): void {
    const quick = document.querySelector<HTMLElement>("[data-quick]");
    (quick?.offsetParent ? quick : this.lastElementChild)?.scrollIntoView({ block: "end" });
  }
}

define("chat-log", ChatLog);
