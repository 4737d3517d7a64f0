/** The reader: where you are, what you have seen, answers, notes, help; everything goes through the journal. */
import { define } from "../controllers/define";
import { toast } from "../controllers/toast-note";
import { icon } from "../icons";
import { onLive, watch } from "../live/socket";
import { forgetAll } from "../offline/client";
import { answerOf, fill, sealOf, show } from "./checkpoint";
import { localKey, readLocal, type Local } from "./db";
import { Journal, type JournalState } from "./journal";
import { Keeper } from "./keep";
import { Listener } from "./listen";
import type { Receipt } from "./outbox";
import { Pages } from "./pages";
import { clock, fillWords, isDone, partOf, partsOf, stepsOf, type PartInfo, type Settings } from "./progress";
import { drawRing } from "./ring";
import { mark } from "./seal";
import { watchSight } from "./sight";

const POSITION_MS = 4000;
const TICK_MS = 15_000;
const IDLE_MS = 90_000;

export class LessonReader extends HTMLElement {
  #settings!: Settings;
  #words: Record<string, string> = {};
  #journal!: Journal;
  #pages!: Pages;
  #keeper!: Keeper;
  #seen = new Set<string>();
  #right = new Set<string>();
  #answered = new Set<string>();
  #done = false;
  #position = "";
  #moved = false;
  #positionTimer: ReturnType<typeof setTimeout> | undefined;
  #lastActive = Date.now();
  #seconds = 0;
  #stops: (() => void)[] = [];
  #pending = new Map<string, HTMLFormElement>();
  #notes: Record<string, string> = {};

  connectedCallback(): void {
    this.#settings = JSON.parse(this.dataset.settings ?? "{}") as Settings;
    this.#words = JSON.parse(this.dataset.words ?? "{}") as Record<string, string>;
    const heading = this.querySelector<HTMLElement>("[data-heading]");
    if (heading) {
      heading.dataset.title = heading.textContent ?? "";
      heading.tabIndex = -1;
    }
    this.#journal = new Journal(this.#settings.person, this.#settings.activity, this.#settings.sync);
    this.#journal.onState = (state) => this.#showState(state);
    this.#journal.onReceipt = (receipt) => this.#onReceipt(receipt);
    const local = this.#settings.preview ? Promise.resolve(null) : readLocal(localKey(this.#settings.person, this.#settings.activity)).catch(() => null);
    void local.then((known) => this.#begin(known));
  }

  disconnectedCallback(): void {
    this.#journal.stop();
    clearTimeout(this.#positionTimer);
    for (const stop of this.#stops) stop();
  }

  #begin(local: Local | null): void {
    const { preview } = this.#settings;
    this.#remember(local);
    this.#pages = new Pages(this, partsOf(this.#settings), stepsOf(this.#settings), this.#words, this.#right);
    this.#pages.onLeave = (part) => this.#seeAll(part);
    this.#pages.onShow = (index, moved) => {
      const first = this.#pages.parts[index]?.steps[0];
      if (moved && first) this.#at(first);
      this.#redraw();
    };
    const parts = partsOf(this.#settings);
    this.#pages.start(this.#position ? partOf(parts, this.#position) : 0);
    if (this.#position && !location.hash && !this.#done) document.getElementById(`b-${this.#position}`)?.scrollIntoView({ block: "center" });
    this.addEventListener("submit", (event) => void this.#onSubmit(event));
    this.#textSize();
    this.#watchSteps();
    if (preview) return;
    document.addEventListener("submit", this.#onDialogSubmit);
    this.#stops.push(() => document.removeEventListener("submit", this.#onDialogSubmit));
    this.addEventListener("cd:result", (event) => this.#onPlayer(event));
    this.addEventListener("cd:step-done", (event) => this.#onPlayer(event));
    this.#journal.start();
    if (!this.#position && !this.#done) this.#at(this.#pages.parts[0]?.steps[0] ?? "");
    this.#greet();
    this.#measureTime();
    this.#listenLive();
    this.#prepareNotes();
    this.#keeper = new Keeper(this, this.#settings, this.#words);
    void this.#keeper.start().catch(() => undefined);
    const button = this.querySelector<HTMLButtonElement>("[data-listen]");
    if (button) new Listener(button, this.#words, () => this.#textInView()).start();
    this.dataset.ready = "";
  }

  /** Join what the page says with what this phone knows: a kept page may be older than the work done on it. */
  #remember(local: Local | null): void {
    const settings = this.#settings;
    this.#seen = new Set([...settings.seen, ...(local?.seen ?? [])]);
    this.#done = settings.done || (local?.done ?? false);
    this.#position = (local && local.positionAt > settings.positionAt ? local.position : settings.position) || settings.position;
    this.#notes = { ...settings.notes, ...(local?.notes ?? {}) };
    for (const form of this.querySelectorAll<HTMLFormElement>("form[data-checkpoint]")) {
      const id = form.dataset.checkpoint!;
      const shown = form.classList.contains("answered");
      if (shown) this.#answered.add(id);
      if (shown && !form.querySelector<HTMLElement>("[data-reply=right]")?.hidden) this.#right.add(id);
      const given = local?.answers[id];
      if (!given || this.#right.has(id)) continue;
      this.#answered.add(id);
      if (given.right) this.#right.add(id);
      fill(form, given.answer);
      if (!shown || given.right) this.#markLocally(form, given.answer);
    }
  }

  #markLocally(form: HTMLFormElement, answer: unknown): void {
    const seal = sealOf(form);
    if (!seal) return show(form, "kept", "");
    void mark(seal, answer).then((marked) => show(form, marked ? (marked.right ? "right" : "wrong") : "kept", marked?.text ?? ""));
  }

  // --- what has been seen -------------------------------------------------------------------------------------------

  #watchSteps(): void {
    const places = [...this.querySelectorAll<HTMLElement>("[data-step]")];
    const checkpoints = new Set(stepsOf(this.#settings).filter((step) => step.isCheckpoint).map((step) => step.id));
    if (!places.length) return this.#watchEnd();
    if (typeof IntersectionObserver === "undefined") return;
    this.#stops.push(
      watchSight(places, (id) => {
        this.#at(id);
        if (!checkpoints.has(id)) this.#see([id]);
      }),
    );
  }

  /** A kind without steps on the page (a file, a page) has been seen when its end came into view. */
  #watchEnd(): void {
    const end = this.querySelector("[data-end]");
    if (!end || this.#settings.rule !== "seen") return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setTimeout(() => this.#see(stepsOf(this.#settings).map((step) => step.id)), 1500);
    });
    observer.observe(end);
    this.#stops.push(() => observer.disconnect());
  }

  #seeAll(part: PartInfo): void {
    const checkpoints = new Set(stepsOf(this.#settings).filter((step) => step.isCheckpoint).map((step) => step.id));
    this.#see(part.steps.filter((id) => !checkpoints.has(id) || this.#answered.has(id)));
  }

  #see(ids: string[]): void {
    const known = new Set(stepsOf(this.#settings).map((step) => step.id));
    for (const id of ids) {
      if (this.#seen.has(id) || !known.has(id)) continue;
      this.#seen.add(id);
      if (!this.#settings.preview) void this.#journal.add("seen", id);
    }
    this.#redraw();
  }

  /** Note the place; the first one says that somebody has come in, however long the first step is. */
  #at(id: string): void {
    if (!id || this.#settings.preview || id === this.#position) return;
    this.#position = id;
    void this.#journal.remember("position", id);
    this.#moved = true;
    clearTimeout(this.#positionTimer);
    this.#positionTimer = setTimeout(() => void this.#place(), POSITION_MS);
  }

  /** The place goes out once one has stayed there, has answered there, or leaves: another device goes on from it. */
  async #place(): Promise<void> {
    clearTimeout(this.#positionTimer);
    if (!this.#moved) return;
    this.#moved = false;
    await this.#journal.add("position", this.#position);
  }

  #redraw(): void {
    this.#pages?.draw(this.#done ? new Set(stepsOf(this.#settings).map((step) => step.id)) : this.#seen);
    this.#pages?.refresh();
    if (!this.#done && !this.#settings.preview && isDone(this.#settings.rule, stepsOf(this.#settings), this.#seen, this.#right, this.#answered)) {
      this.#finished(false);
    }
  }

  #finished(known: boolean): void {
    this.#done = true;
    const title = this.querySelector("[data-end-title]");
    const text = this.querySelector("[data-end-text]");
    if (title) title.textContent = this.#words.done_title ?? "";
    if (text) text.textContent = (known || navigator.onLine ? this.#words.done_text : this.#words.done_waiting) ?? "";
    this.querySelector("[data-end-card]")?.classList.add("done");
    this.querySelector("[data-finish-form]")?.remove();
    this.#ring(100);
    this.#pages?.draw(new Set(stepsOf(this.#settings).map((step) => step.id)));
  }

  /** Somebody else studies on this phone now: lessons kept for the one before (with their answers) go. */
  #greet(): void {
    const last = localStorage.getItem("study-person");
    localStorage.setItem("study-person", this.#settings.person);
    if (last && last !== this.#settings.person) void forgetAll().catch(() => undefined);
  }

  #ring(percent: number): void {
    drawRing(this.querySelector("[data-end-card] .ring"), percent);
  }

  // --- answers, notes, help -----------------------------------------------------------------------------------------

  async #onSubmit(event: Event): Promise<void> {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-finish-form]")) {
      event.preventDefault();
      await this.#journal.add("finish");
      return this.#finished(false);
    }
    if (!form.dataset.checkpoint) return;
    event.preventDefault();
    const answer = answerOf(form);
    if (answer === null) return void form.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
    await this.#answer(form, answer);
  }

  async #answer(form: HTMLFormElement, answer: unknown): Promise<void> {
    const id = form.dataset.checkpoint!;
    const seal = sealOf(form);
    const marked = seal ? await mark(seal, answer).catch(() => null) : null;
    show(form, marked ? (marked.right ? "right" : "wrong") : "kept", marked?.text ?? "");
    this.#answered.add(id);
    if (marked?.right) this.#right.add(id);
    if (!this.#settings.preview) this.#pending.set(await this.#journal.add("answer", id, { answer }, marked?.right ?? null), form);
    this.#seen.add(id);
    this.#at(id);
    void this.#place();
    this.#redraw();
  }

  #onDialogSubmit = (event: Event): void => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-note-form], [data-help-form]")) return;
    event.preventDefault();
    const data = new FormData(form);
    const block = String(data.get("block") ?? "");
    if (form.matches("[data-note-form]")) void this.#keepNote(block, String(data.get("text") ?? ""));
    else void this.#askHelp(block, [data.get("reason"), data.get("text")].filter(Boolean).join(": "), form);
    form.closest("dialog")?.close();
  };

  async #keepNote(block: string, text: string): Promise<void> {
    this.#notes[block] = text;
    await this.#journal.add("note", block, { text });
    this.#showNotes();
    toast(this.#words.note_saved ?? "");
  }

  async #askHelp(block: string, text: string, form: HTMLFormElement): Promise<void> {
    await this.#journal.add("help", block || this.#position, { text });
    form.reset();
    toast((navigator.onLine ? this.#words.asked : this.#words.asked_waiting) ?? "", {
      action: { label: this.#words.solved ?? "", run: () => void this.#journal.add("help", "", { off: true }) },
    });
  }

  /** Notes belong to the part in view; its first step is their place. */
  #prepareNotes(): void {
    for (const opener of document.querySelectorAll<HTMLElement>('[data-open="ghi-chu"], [data-open="giup"]')) {
      opener.addEventListener("click", () => this.#aimDialogs(), { capture: true });
    }
    this.#showNotes();
  }

  #noteBlock(index = this.#pages.index): string {
    return this.#pages.isPaged && index > 0 ? (this.#pages.parts[index]?.steps[0] ?? "") : "";
  }

  #aimDialogs(): void {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("#them[open]")) dialog.close();
    const note = document.querySelector<HTMLFormElement>("[data-note-form]");
    const help = document.querySelector<HTMLFormElement>("[data-help-form]");
    const block = this.#noteBlock();
    if (note) {
      (note.elements.namedItem("block") as HTMLInputElement).value = block;
      (note.elements.namedItem("text") as HTMLTextAreaElement).value = this.#notes[block] ?? "";
    }
    if (help) (help.elements.namedItem("block") as HTMLInputElement).value = this.#position;
  }

  #showNotes(): void {
    for (const old of this.querySelectorAll(".own-note")) old.remove();
    this.#pages.parts.forEach((_part, index) => {
      const text = this.#notes[this.#noteBlock(index)];
      const sections = this.#pages.isPaged ? this.#pages.sections[index] : [this.querySelector<HTMLElement>("[data-body]")!];
      if (!text || (index > 0 && !this.#pages.isPaged)) return;
      const note = document.createElement("button");
      note.type = "button";
      note.className = "own-note";
      note.dataset.open = "ghi-chu";
      note.addEventListener("click", () => this.#aimDialogs(), { capture: true });
      note.append(icon("pen", "s"), Object.assign(document.createElement("span"), { textContent: text }));
      sections?.at(-1)?.append(note);
    });
  }

  // --- the server's word --------------------------------------------------------------------------------------------

  #onReceipt(receipt: Receipt): void {
    for (const [id, given] of Object.entries(receipt.marks)) {
      const form = this.#pending.get(id);
      if (!form) continue;
      this.#pending.delete(id);
      show(form, given.right ? "right" : "wrong", given.feedback + given.explanation);
      if (given.right) this.#right.add(form.dataset.checkpoint!);
    }
    const standing = receipt.standing[this.#settings.activity];
    if (standing) {
      if (standing.state === "completed") this.#finished(true);
      else this.#ring(standing.percent);
      this.#pause(standing.paused);
    }
    this.#redraw();
  }

  #showState({ outcome, refused, others }: JournalState): void {
    const line = this.querySelector<HTMLElement>("[data-saved]");
    if (!line) return;
    const word = { sent: "saved", saving: "saving", waiting: "kept", signed_out: "signed_out", other_person: "other" }[outcome];
    line.hidden = false;
    line.dataset.state = outcome;
    line.textContent = fillWords(this.#words[word] ?? "", { time: clock() });
    const extra = [refused ? fillWords(this.#words.refused ?? "", { count: refused }) : "", others ? (this.#words.other ?? "") : ""].filter(Boolean).join(" ");
    let note = this.querySelector<HTMLElement>(".save-note");
    if (!extra) return void note?.remove();
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "note note-warn save-note" });
      this.querySelector(".read-head")?.append(note);
    }
    note.textContent = extra;
  }

  #onPlayer(event: Event): void {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-step]")?.dataset.step ?? stepsOf(this.#settings)[0]?.id;
    const finished = (event as CustomEvent<{ isFinished?: boolean }>).detail?.isFinished ?? event.type === "cd:step-done";
    if (id && finished) this.#see([id]);
    if (id) void this.#journal.add("position", id);
  }

  // --- live ---------------------------------------------------------------------------------------------------------

  #listenLive(): void {
    const mine = (message: Record<string, unknown>): boolean => message.activity === this.#settings.activity;
    this.#stops.push(
      ...this.#settings.topics.map((topic) => watch(topic)),
      onLive("pause", (message) => mine(message) && this.#pause(message.on === true)),
      onLive("hint", (message) => mine(message) && this.#hint(String(message.name ?? ""), String(message.text ?? ""))),
      onLive("live:close", () => this.#freePause()),
    );
    this.#pause(this.#settings.paused);
  }

  #pause(on: boolean): void {
    const dialog = document.getElementById("dung");
    if (!(dialog instanceof HTMLDialogElement) || dialog.open === on) return;
    if (!on) return dialog.close();
    dialog.querySelector<HTMLElement>("[data-pause-close]")!.hidden = true;
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.showModal();
  }

  /** Nobody stays locked because the line to the teacher broke. */
  #freePause(): void {
    const button = document.querySelector<HTMLElement>("#dung [data-pause-close]");
    if (button) button.hidden = false;
  }

  #hint(name: string, text: string): void {
    const box = this.querySelector("[data-hints]");
    const hint = Object.assign(document.createElement("div"), { className: "reply reply-hint" });
    const body = document.createElement("div");
    const words = Object.assign(document.createElement("p"), { textContent: text });
    body.append(Object.assign(document.createElement("b"), { textContent: fillWords(this.#words.hint ?? "", { name }) }), words);
    hint.setAttribute("role", "status");
    hint.append(icon("bulb"), body);
    box?.prepend(hint);
    toast(`${fillWords(this.#words.hint ?? "", { name })}: ${text}`, { level: "info" });
  }

  // --- time and comfort ---------------------------------------------------------------------------------------------

  #measureTime(): void {
    const active = (): void => {
      this.#lastActive = Date.now();
    };
    for (const kind of ["pointerdown", "keydown", "scroll"]) window.addEventListener(kind, active, { passive: true });
    const tick = setInterval(() => {
      if (document.visibilityState === "visible" && Date.now() - this.#lastActive < IDLE_MS) this.#seconds += TICK_MS / 1000;
      if (this.#seconds >= 60) void this.#spend();
    }, TICK_MS);
    const leave = (): void => {
      if (document.visibilityState !== "hidden") return;
      void Promise.all([this.#spend(), this.#place()])
        .then(() => this.#journal.send(true))
        .catch(() => undefined);
    };
    document.addEventListener("visibilitychange", leave);
    this.#stops.push(
      () => clearInterval(tick),
      () => document.removeEventListener("visibilitychange", leave),
      ...["pointerdown", "keydown", "scroll"].map((kind) => () => window.removeEventListener(kind, active)),
    );
  }

  async #spend(): Promise<void> {
    const seconds = this.#seconds;
    this.#seconds = 0;
    if (seconds) await this.#journal.add("time", "", { seconds });
  }

  #textInView(): string {
    const sections = this.#pages.isPaged ? this.#pages.sections[this.#pages.index]! : [this.querySelector<HTMLElement>("[data-body]")!];
    return sections.map((section) => section.innerText).join("\n");
  }

  #textSize(): void {
    const body = this.querySelector<HTMLElement>("[data-lesson]") ?? this;
    const apply = (size: string): void => {
      body.classList.toggle("text-l", size === "l");
      body.classList.toggle("text-xl", size === "xl");
    };
    const kept = localStorage.getItem("text-size") ?? "m";
    apply(kept);
    for (const input of document.querySelectorAll<HTMLInputElement>('#co-chu input[name="co"]')) {
      input.checked = input.value === kept;
      input.addEventListener("change", () => {
        localStorage.setItem("text-size", input.value);
        apply(input.value);
      });
    }
  }
}

define("lesson-reader", LessonReader);
