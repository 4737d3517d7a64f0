/** The board moves: seats, counts, queue and parts follow the socket; without it the page asks every ten seconds. */
import { define } from "../controllers/define";
import { openDialog } from "../controllers/dialogs";
import { toast } from "../controllers/toast-note";
import { icon } from "../icons";
import { onLive, watch } from "../live/socket";
import { countStates, doneCount, fillIn, passedParts, queue, sayCall, stack, STATES, stuckPart, timeLeft, type Seat, type Words } from "./board";

interface Settings {
  topic: string;
  activity: string;
  data: string;
  work: string;
  lead: boolean;
  parts: [string, number][];
  ends: number;
  paused: boolean;
  people: Record<string, [string, string]>;
}
const POLL_MS = 10_000;
const ICONS = { done: "done", in: "clock", help: "hand", not: "idle" } as const;

export class ClassBoard extends HTMLElement {
  #settings!: Settings;
  #words: Words = {};
  #seats = new Map<number, Seat>();
  #changed = new Set<number>();
  #frame = 0;
  #poll: ReturnType<typeof setInterval> | undefined;
  #stops: (() => void)[] = [];

  connectedCallback(): void {
    this.#settings = JSON.parse(this.dataset.settings ?? "{}") as Settings;
    this.#words = JSON.parse(this.dataset.words ?? "{}") as Words;
    this.#stops = [
      watch(this.#settings.topic),
      onLive("board", (message) => message.topic === this.#settings.topic && this.apply(message.seats as Seat[])),
      onLive("session", (message) => message.activity === this.#settings.activity && location.reload()),
      onLive("live:open", () => this.#online()),
      onLive("live:close", () => this.#offline()),
    ];
    const tick = setInterval(() => this.#tick(), 1000);
    this.#stops.push(() => clearInterval(tick));
    this.addEventListener("click", (event) => this.#onClick(event));
    document.addEventListener("submit", this.#onSubmit);
    this.querySelector<HTMLSelectElement>("[data-other]")?.addEventListener("change", (event) => location.assign((event.target as HTMLSelectElement).value));
    void this.#ask();
    this.#tick();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    clearInterval(this.#poll);
    document.removeEventListener("submit", this.#onSubmit);
  }

  /** Take seats that changed; the page is drawn once a frame however many come. */
  apply(seats: Seat[]): void {
    for (const seat of seats) {
      if (!(String(seat.p) in this.#settings.people)) continue;
      this.#seats.set(seat.p, seat);
      this.#changed.add(seat.p);
    }
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  async #ask(): Promise<void> {
    const response = await fetch(this.#settings.data, { headers: { Accept: "application/json" } }).catch(() => null);
    if (response?.ok && response.type === "basic") this.apply(((await response.json()) as { seats: Seat[] }).seats);
  }

  #online(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
    void this.#ask();
    this.classList.remove("cut");
  }

  #offline(): void {
    this.classList.add("cut");
    this.#poll ??= setInterval(() => void this.#ask(), POLL_MS);
  }

  #draw(): void {
    this.#frame = 0;
    for (const id of this.#changed) this.#drawSeat(this.#seats.get(id)!);
    this.#changed.clear();
    const counts = countStates(this.#seats.values());
    for (const state of STATES) {
      const place = this.querySelector(`[data-count="${state}"]`);
      if (place) place.textContent = String(counts[state]);
    }
    const rects = this.querySelectorAll("[data-stack] rect");
    stack(STATES.map((state) => counts[state])).forEach(([x, width], index) => {
      rects[index]?.setAttribute("x", `${x}%`);
      rects[index]?.setAttribute("width", `${width}%`);
    });
    const nudge = this.querySelector("[data-nudge]");
    if (nudge && !counts.not) nudge.textContent = this.#words.nudge_none ?? "";
    else if (nudge) nudge.textContent = fillIn(this.#words.nudge ?? "", { count: counts.not });
    if ("projector" in this.dataset) return;
    this.#drawParts();
    this.#drawQueue();
  }

  #drawSeat(seat: Seat): void {
    const place = this.querySelector<HTMLElement>(`[data-seat="${seat.p}"]`);
    if (!place) return;
    if ("projector" in this.dataset) return void (place.className = `seat ${seat.s === "done" ? "done" : "in"}`);
    place.className = `seat ${seat.s}`;
    const done = doneCount(seat);
    const said = seat.s === "in" ? `${done}/${seat.m.length}` : (this.#words[seat.s] ?? "");
    place.querySelector(".s")?.replaceChildren(icon(ICONS[seat.s]), said);
    let spoken = place.querySelector<HTMLElement>("[data-said]");
    if (!spoken) {
      spoken = Object.assign(document.createElement("span"), { className: "sr" });
      spoken.dataset.said = "";
      place.append(spoken);
    }
    spoken.textContent = seat.s === "in" ? "" : ` ${done}/${seat.m.length}`;
    place.querySelectorAll(".steps i").forEach((bar, index) => {
      bar.className = seat.m[index] === "1" ? "on" : seat.h?.at === index ? "at" : "";
    });
  }

  #drawParts(): void {
    const passed = passedParts(this.#seats.values(), this.#settings.parts.length);
    const hot = stuckPart(passed);
    this.querySelectorAll("[data-parts] .blk").forEach((row, index) => {
      row.classList.toggle("hot", index === hot);
      const count = row.querySelector("span:nth-of-type(2)");
      if (count) count.textContent = `${passed[index]}/${this.#seats.size}`;
      const bar = row.querySelector("progress");
      if (bar) bar.value = this.#seats.size ? (100 * passed[index]!) / this.#seats.size : 0;
    });
  }

  #drawQueue(): void {
    const box = this.querySelector("[data-queue]");
    if (!box) return;
    const calls = queue(this.#seats.values());
    const waiting = this.querySelector("[data-waiting]");
    if (waiting) waiting.textContent = calls.length ? fillIn(this.#words.waiting ?? "", { count: calls.length }) : "";
    if (!calls.length) {
      box.replaceChildren(Object.assign(document.createElement("p"), { className: "small muted", textContent: this.#words.none_waiting ?? "" }));
      return;
    }
    const focused = (document.activeElement?.closest("[data-call]") as HTMLElement | null)?.dataset.call;
    box.replaceChildren(...calls.map((seat) => this.#call(seat)));
    if (focused) box.querySelector<HTMLElement>(`[data-call="${focused}"] .btn`)?.focus();
  }

  #call(seat: Seat): HTMLElement {
    const [uuid, name] = this.#settings.people[String(seat.p)] ?? ["", ""];
    const part = seat.h!.at === null ? "" : (this.#settings.parts[seat.h!.at]?.[0] ?? "");
    const make = (tag: string, props: object, ...children: (Node | string)[]): HTMLElement => {
      const element = Object.assign(document.createElement(tag), props);
      element.append(...children);
      return element;
    };
    const url = this.#settings.work.replace("00000000-0000-0000-0000-000000000000", uuid);
    const buttons = make("div", { className: "btns" });
    if (this.#settings.lead) {
      const hint = make("a", { className: "btn btn-tiny btn-soft", href: `${url}#goi-y` }, icon("bulb", "s"), this.#words.hint ?? "");
      Object.assign(hint.dataset, { hint: uuid, name });
      buttons.append(hint);
    }
    buttons.append(make("a", { className: "btn btn-tiny", href: url }, this.#words.work ?? "", make("span", { className: "sr" }, ` ${name}`)));
    const time = make("time", {}, this.#since(seat.h!.since));
    time.dataset.since = String(seat.h!.since);
    const row = make("div", { className: "ask" }, make("div", { className: "l" }, make("b", {}, name), time), make("p", {}, sayCall(seat.h!, part, this.#words)), buttons);
    row.dataset.call = String(seat.p);
    return row;
  }

  #since(since: number): string {
    const minutes = Math.floor((Date.now() / 1000 - since) / 60);
    const days = Math.floor(minutes / 1440);
    if (days > 0) return fillIn((days === 1 ? this.#words.day : this.#words.days) ?? "", { count: days });
    if (minutes >= 120) return fillIn(this.#words.hours ?? "", { count: Math.floor(minutes / 60) });
    return minutes > 0 ? fillIn(this.#words.minutes ?? "", { count: minutes }) : (this.#words.just_now ?? "");
  }

  #tick(): void {
    const clock = this.querySelector("[data-clock]");
    if (clock && this.#settings.ends) clock.textContent = timeLeft(this.#settings.ends, Date.now(), this.#words.over ?? "");
    for (const time of this.querySelectorAll<HTMLElement>("[data-since]")) time.textContent = this.#since(Number(time.dataset.since));
  }

  #onClick(event: Event): void {
    const link = (event.target as Element).closest<HTMLElement>("[data-hint]");
    const dialog = document.getElementById("goi-y");
    if (!link || !(dialog instanceof HTMLDialogElement)) return;
    event.preventDefault();
    const form = dialog.querySelector<HTMLFormElement>("form")!;
    (form.elements.namedItem("person") as HTMLInputElement).value = link.dataset.hint ?? "";
    dialog.querySelector("[data-hint-for]")!.textContent = link.dataset.name ?? "";
    openDialog(dialog, link);
    (form.elements.namedItem("text") as HTMLTextAreaElement).focus();
  }

  /** Hints and reminders go without leaving the board. */
  #onSubmit = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('[data-hint-form], [data-act="nudge"]')) return;
    event.preventDefault();
    void this.#send(form);
  };

  async #send(form: HTMLFormElement): Promise<void> {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    const answer = response && response.type === "basic" ? ((await response.json().catch(() => null)) as { ok: boolean; message: string } | null) : null;
    toast(answer?.message ?? this.#words.offline ?? "", { level: answer?.ok ? "success" : "warning" });
    if (!answer?.ok) return;
    form.closest("dialog")?.close();
    form.reset();
    if (form.matches('[data-act="nudge"]')) form.querySelector("button")!.disabled = true;
  }
}

define("class-board", ClassBoard);
