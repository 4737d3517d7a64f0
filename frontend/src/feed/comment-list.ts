import { define } from "../controllers/define";
import { onLive, watch } from "../live/socket";
import { say } from "../words";
import { writeCount } from "./counts";
import { nameHints, startNaming } from "./naming";
import { flush, forget, keep, onSent, waitingOf, type Waiting } from "./outbox";
import { startReactions } from "./reactions";

interface Piece {
  id: number;
  parent: number | null;
  client_id: string;
  html: string;
}
interface Listed {
  comments: Piece[];
  gone: number[];
  count: number;
}

/** The comments of a post: live, caught up with by number, written from the outbox. Without script the form posts. */
export class CommentList extends HTMLElement {
  #stops: (() => void)[] = [];
  #last = 0;
  #form: HTMLFormElement | null = null;

  connectedCallback(): void {
    const person = this.dataset.person!;
    const mine = (message: Record<string, unknown>): boolean => message.post === this.dataset.post;
    this.#last = Number(this.dataset.last) || 0;
    this.#form = document.querySelector("[data-comment-form]");
    this.#stops = [
      startReactions(person),
      onLive("comments", (message) => mine(message) && void this.#ask(`mot=${Number(message.comment)}`)),
      onLive("reactions", (message) => mine(message) && count("reactions", Number(message.count))),
      onLive("watching", (message) => message.topic === `post:${this.dataset.post}` && void this.catchUp()),
      onLive("live:resync", () => void this.catchUp()),
      watch(`post:${this.dataset.post}`),
      onSent(({ one, outcome, answer }) => this.#sent(one, outcome, answer)),
    ];
    if (this.#form) this.#stops.push(startNaming(this.#form, this.dataset.people!));
    this.#form?.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
    window.addEventListener("online", this.#online);
    void this.#resume();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#form?.removeEventListener("submit", this.#submit);
    this.removeEventListener("click", this.#click);
    window.removeEventListener("online", this.#online);
  }

  #online = (): void => void flush(this.dataset.person!).then(() => this.catchUp());

  /** Ask for what came after the last known number. */
  catchUp(): Promise<void> {
    return this.#ask(`sau=${this.#last}`);
  }

  async #ask(query: string): Promise<void> {
    const url = this.dataset.url!;
    const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const found = (await answer.json()) as Listed;
    for (const piece of found.comments) this.place(piece);
    for (const id of found.gone) this.querySelector(`[data-comment="${id}"]`)?.remove();
    count("comments", found.count);
  }

  /** Put a comment where it belongs; the one that waited under its id makes room. */
  place(piece: Piece): void {
    const holder = document.createElement("template");
    holder.innerHTML = piece.html.trim();
    const row = holder.content.firstElementChild as HTMLElement;
    this.querySelector(`[data-waiting="${piece.client_id}"]`)?.remove();
    this.querySelector("[data-none]")?.remove();
    const known = this.querySelector(`[data-comment="${piece.id}"]`);
    if (known) known.replaceWith(row);
    else if (piece.parent) this.querySelector(`[data-thread="${piece.parent}"]`)?.append(wrapped(row));
    else this.insertBefore(thread(row, piece.id), this.querySelector(":scope > [data-waiting]"));
    this.#last = Math.max(this.#last, piece.id);
  }

  #click = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLElement>("[data-reply]");
    if (!link || !this.#form) return;
    event.preventDefault();
    const area = this.#form.elements.namedItem("body") as HTMLTextAreaElement;
    (this.#form.elements.namedItem("parent") as HTMLInputElement).value = link.dataset.reply!;
    if (!area.value.includes(`@${link.dataset.name}`)) area.value = `@${link.dataset.name} ${area.value}`;
    nameHints(this.#form).push(link.dataset.person!);
    area.focus();
  };

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = this.#form!;
    const area = form.elements.namedItem("body") as HTMLTextAreaElement;
    const parent = form.elements.namedItem("parent") as HTMLInputElement;
    const body = area.value.trim();
    if (!body) return;
    const id = crypto.randomUUID();
    const fields: [string, string][] = [["body", body], ["parent", parent.value], ["client_id", id], ...nameHints(form).map((hint): [string, string] => ["hint", hint])];
    const one: Waiting = { id, person: this.dataset.person!, what: "comment", url: this.dataset.url!, fields, at: Date.now() };
    area.value = parent.value = "";
    nameHints(form).length = 0;
    this.#show(one, navigator.onLine ? say("sending") : say("waitingSend"));
    void keep(one).then(() => flush(one.person));
  };

  async #resume(): Promise<void> {
    for (const one of await waitingOf(this.dataset.person!)) {
      if (one.what !== "comment" || one.url !== this.dataset.url) continue;
      this.#show(one, one.refused ?? say("waitingSend"));
      if (one.refused) this.#giveBack(one);
    }
    await flush(this.dataset.person!);
  }

  #show(one: Waiting, word: string): void {
    const row = document.createElement("div");
    row.className = "comment waiting";
    row.dataset.waiting = one.id;
    const body = Object.assign(document.createElement("div"), { className: "c-body" });
    body.append(
      Object.assign(document.createElement("div"), { className: "say", textContent: field(one, "body") }),
      Object.assign(document.createElement("div"), { className: "under", textContent: word }),
    );
    row.append(body);
    const parent = field(one, "parent");
    (parent ? (this.querySelector(`[data-thread="${parent}"]`) ?? this) : this).append(row);
    row.scrollIntoView?.({ block: "nearest" });
  }

  #sent(one: Waiting, outcome: string, answer: Record<string, unknown>): void {
    if (one.what !== "comment" || one.url !== this.dataset.url) return;
    if (outcome === "sent" && answer.html) return this.place(answer as unknown as Piece);
    if (outcome === "refused") return this.#giveBack(one);
    const note = this.querySelector(`[data-waiting="${one.id}"] .under`);
    if (note) note.textContent = say("waitingSend");
  }

  /** Say why a comment wasn't taken, and let its writer have the words back to change them. */
  #giveBack(one: Waiting): void {
    const row = this.querySelector(`[data-waiting="${one.id}"]`);
    const note = row?.querySelector(".under");
    if (!row || !note) return;
    note.textContent = one.refused ?? say("failed");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "do", textContent: say("rewrite") });
    button.addEventListener("click", () => {
      const area = this.#form?.elements.namedItem("body") as HTMLTextAreaElement | undefined;
      if (area) area.value = area.value ? `${field(one, "body")} ${area.value}` : field(one, "body");
      area?.focus();
      row.remove();
      void forget(one.id);
    });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "do", textContent: say("dropComment") });
    drop.addEventListener("click", () => {
      row.remove();
      void forget(one.id);
    });
    note.append(button, drop);
  }
}

function field(one: Waiting, name: string): string {
  return String(one.fields.find(([key]) => key === name)?.[1] ?? "");
}

function count(name: string, value: number): void {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) writeCount(place, value);
}

function wrapped(row: HTMLElement): HTMLElement {
  const holder = Object.assign(document.createElement("div"), { className: "replies" });
  holder.append(row);
  return holder;
}

function thread(row: HTMLElement, id: number): HTMLElement {
  const holder = Object.assign(document.createElement("div"), { className: "thread" });
  holder.dataset.thread = String(id);
  holder.append(row);
  return holder;
}

define("comment-list", CommentList);
