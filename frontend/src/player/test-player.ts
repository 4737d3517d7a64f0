/** The test player: one question at a time, the overview beside or below, the clock and the save state always in sight. */
import { askWorker, pageFiles } from "../offline/client";
import { define } from "../controllers/define";
import { icon } from "../icons";
import { load } from "../questions/registry";
import type { Host, Widget } from "../questions/types";
import { csrfToken } from "../csrf";
import { card } from "./card";
import { dayTime } from "./clock";
import { Engine } from "./engine";
import { overview, type Place } from "./overview";
import { Practice } from "./practice";
import { download, seal } from "./seal";
import { button, showStanding } from "./standing";
import { forget } from "./store";
import { Timer } from "./timer";
import { bindTools } from "./tools";
import type { Props, Question } from "./types";
import { say } from "./words";


export class TestPlayer extends HTMLElement {
  #props!: Props;
  #engine!: Engine;
  #timer!: Timer;
  #widgets = new Map<string, Widget>();
  #shown = -1;
  #stops: (() => void)[] = [];
  #away = 0;
  #isOver = false;
  #left = false;

  connectedCallback(): void {
    this.#props = JSON.parse(this.dataset.props ?? "{}") as Props;
    this.#engine = new Engine(this.#props, {
      changed: () => this.#paint(),
      message: (text) => this.#message(text),
      ended: (url) => this.#ended(url),
      refused: (positions) => this.#refused(positions),
    });
    this.#listen();
    this.#timer = new Timer(this, this.#engine, {
      announce: (text) => this.#announce(text),
      note: (face, text) => this.#note("section", face, text),
      title: (key) => this.#title(key),
      sectionOver: (before, now) => this.#sectionOver(before, now),
      over: () => void this.#over(),
    });
    const tick = setInterval(() => this.#timer.tick(), 500);
    this.#stops.push(() => clearInterval(tick), () => this.#engine.stop());
    void this.#open();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
  }

  get #questions(): Question[] {
    return this.#engine.pack?.questions ?? [];
  }

  async #open(): Promise<void> {
    await this.#engine.open();
    const pack = this.#engine.pack;
    if (!pack) {
      if (this.#engine.standing !== "ended") this.#stage(this.#retry());
      return;
    }
    await this.#started();
    if (!this.#props.preview) this.#keepOffline(pack.assets);
  }

  /** Show where one was, with the questions' controls. */
  async #started(): Promise<void> {
    const pack = this.#engine.pack;
    if (!pack) return;
    this.#widgets = await load(pack.kinds);
    this.#shown = -1;
    this.#isOver = this.#engine.left() === 0;
    this.#timer.start();
    bindTools(this.#dialog("cong-cu"), this, this.#engine, () => this.#paint());
    this.#go(Math.min(this.#engine.kept.place, this.#questions.length - 1), false);
    this.#paint();
  }

  /** The page, its files and the pictures are kept, so that a reload without a network opens the test again. */
  #keepOffline(assets: string[]): void {
    const urls = [location.pathname, ...pageFiles(), ...assets];
    askWorker({ type: "keep", key: `test:${this.#props.attempt}`, title: this.#props.title, urls }).catch(() => undefined);
  }

  #retry(): HTMLElement {
    const box = document.createElement("div");
    box.className = "note note-warn";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say("again") });
    button.addEventListener("click", () => void this.#open());
    box.append(Object.assign(document.createElement("p"), { textContent: say("noPack") }), button);
    return box;
  }

  #stage(content: HTMLElement): void {
    this.querySelector("[data-stage]")!.replaceChildren(content);
  }

  // Moving about

  /** Whether a question can be gone to now: no way back where there is none, and only within the section that is open. */
  #mayOpen(place: number): boolean {
    const { pack, kept } = this.#engine;
    const section = this.#engine.section();
    return !(pack?.rules.no_back && place < kept.furthest) && (!section || this.#questions[place]?.part === section.key);
  }

  #go(place: number, focus = true): void {
    const engine = this.#engine;
    if (!this.#mayOpen(place)) place = this.#shown < 0 ? this.#questions.findIndex((_one, other) => this.#mayOpen(other)) : -1;
    const question = this.#questions[place];
    if (!question) return;
    this.#take();
    this.#shown = place;
    void engine.note({ place, furthest: Math.max(place, engine.kept.furthest) });
    const part = engine.pack!.parts.find((one) => one.key === question.part);
    const isFirst = this.#questions.findIndex((one) => one.part === question.part) === place;
    const [form, root] = card(question, isFirst ? (part?.instruction ?? "") : "", () => this.#flag(question));
    this.#stage(form);
    const widget = this.#widgets.get(question.kind);
    if (root && widget) {
      widget.ready(root, this.#host(question, root, widget));
      const known = engine.kept.answers[String(question.position)];
      if (known !== undefined && known !== null) widget.write(root, known);
      if (this.#props.mode !== "exam") this.#practise(form, question, root, widget);
    }
    if (focus) {
      window.scrollTo({ top: 0 });
      form.querySelector<HTMLElement>("h1")!.focus({ preventScroll: true });
    }
    this.#paint();
  }

  #practise(form: HTMLElement, question: Question, root: HTMLElement, widget: Widget): void {
    const engine = this.#engine;
    new Practice(form, question, engine.pack!.rules, {
      read: () => widget.read(root),
      stands: () => engine.kept.practice?.questions[String(question.position)],
      ask: (body) => engine.check(body),
      lock: () => (root.inert = true),
      mastered: (end) => this.#mastered(end),
    });
  }

  #host(question: Question, root: HTMLElement, widget: Widget): Host {
    return {
      changed: () => {
        if (!this.#mayAnswer(question)) return;
        void this.#engine.answer(question.position, widget.read(root));
      },
      say: (text) => this.#announce(text),
      upload: (file, name) => this.#upload(question, file, name),
    };
  }

  /** Whatever is on the screen is taken before it goes away. */
  #take(): void {
    const question = this.#questions[this.#shown];
    const root = this.querySelector<HTMLElement>("[data-stage] [data-question]");
    const widget = question && this.#widgets.get(question.kind);
    if (root && widget && this.#mayAnswer(question)) void this.#engine.answer(question.position, widget.read(root));
  }

  #mayAnswer(question: Question): boolean {
    return this.#engine.mayAnswer(question.part) && !this.#engine.kept.practice?.questions[String(question.position)]?.settled;
  }

  async #upload(question: Question, file: Blob, name: string): Promise<{ uuid: string; name: string }> {
    const form = new FormData();
    form.append("file", file, name);
    form.append("position", String(question.position));
    const response = await fetch(this.#props.urls.file, { method: "POST", body: form, headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
    const data = (await response.json().catch(() => ({}))) as { uuid?: string; name?: string; message?: string };
    if (!response.ok || !data.uuid) throw new Error(data.message ?? "");
    return { uuid: data.uuid, name: data.name ?? name };
  }

  #flag(question: Question): void {
    const flags = this.#engine.kept.flags;
    const next = flags.includes(question.position) ? flags.filter((one) => one !== question.position) : [...flags, question.position];
    void this.#engine.note({ flags: next });
    this.#paint();
  }

  // What is in sight

  #paint(): void {
    const engine = this.#engine;
    if (!engine?.kept) return;
    const { kept } = engine;
    const all = this.#questions.length;
    const done = this.#questions.filter((one) => this.#isDone(one)).length;
    const save = this.querySelector<HTMLElement>("[data-save]")!;
    const waiting = kept.unsent.length;
    const isKept = waiting > 0 && !engine.online;
    save.className = `save-state ${isKept ? "kept" : "kept-ok"}`;
    save.replaceChildren(icon(isKept ? "off" : "kept", "s"), isKept ? say("kept", { time: dayTime(kept.unsent[0]!.made_at_ms) }) : waiting ? say("sending") : kept.saved_at ? say("saved", { time: dayTime(kept.saved_at) }) : say("nothing"));
    const { practice } = kept;
    const run = practice?.wanted ? ` · ${say("run", { run: Math.min(practice.run, practice.wanted), wanted: practice.wanted })}` : "";
    this.querySelector("[data-done]")!.textContent = all ? say("done", { done, all }) + run : "";
    this.querySelector<HTMLElement>("[data-offline]")!.hidden = engine.online;
    this.querySelector("[data-unsent]")!.textContent = waiting ? say("unsent", { count: new Set(kept.unsent.flatMap((one) => Object.keys(one.answers))).size }) : "";
    document.documentElement.dataset.net = engine.online ? "on" : "off";
    const question = this.#questions[this.#shown];
    this.querySelector("[data-flag]")?.setAttribute("aria-pressed", String(!!question && kept.flags.includes(question.position)));
    this.querySelector("[data-at]")!.textContent = all ? say("at", { number: this.#shown + 1, all }) : "";
    const isLast = this.#shown === all - 1;
    const next = this.querySelector<HTMLElement>('[data-go="1"]')!;
    next.querySelector("span")!.textContent = say(isLast ? "review" : this.#endsSection(this.#shown) ? "nextPart" : "next");
    const back = this.querySelector<HTMLButtonElement>('[data-go="-1"]')!;
    back.disabled = this.#shown <= 0 || !this.#mayOpen(this.#shown - 1);
    this.#ticks();
    this.#side();
    this.#stopped();
    this.classList.toggle("text-l", kept.size === "l");
    this.classList.toggle("text-xl", kept.size === "xl");
    const stage = this.querySelector<HTMLElement>("[data-stage]")!;
    stage.inert = all > 0 && !(question ? engine.mayAnswer(question.part) : engine.mayWrite);
  }

  #isDone(question: Question): boolean {
    const said = this.#engine.kept.answers[String(question.position)];
    return said !== null && said !== undefined;
  }

  #ticks(): void {
    const ticks = this.querySelector("[data-ticks]")!;
    if (ticks.childElementCount !== this.#questions.length) ticks.replaceChildren(...this.#questions.map(() => document.createElement("i")));
    this.#questions.forEach((one, place) => (ticks.children[place]!.className = `${this.#isDone(one) ? "y" : ""}${place === this.#shown ? " c" : ""}`));
  }

  #places(): Place[] {
    const { kept } = this.#engine;
    return this.#questions.map((question, place) => {
      const stands = kept.practice?.questions[String(question.position)];
      const verdict = stands?.settled ? (stands.right ? "right" : "wrong") : "";
      return { question, verdict, isDone: this.#isDone(question), isFlagged: kept.flags.includes(question.position), isShown: place === this.#shown, mayOpen: this.#mayOpen(place) };
    });
  }

  #grid(): HTMLElement {
    return overview(this.#places(), this.#engine.pack?.parts ?? [], !!this.#engine.kept.clock.sections, {
      go: (place) => {
        this.#dialog("tong-quan").close();
        this.#go(place);
      },
      submit: () => this.#askSubmit(),
      tools: () => this.#dialog("cong-cu").showModal(),
    });
  }

  #side(): void {
    const side = this.querySelector("[data-side]")!;
    const fresh = this.#grid();
    // Drawn anew only when it differs: a focused number keeps its focus.
    if (side.firstElementChild?.innerHTML !== fresh.innerHTML) {
      const focused = side.contains(document.activeElement) ? document.activeElement?.textContent : null;
      side.replaceChildren(fresh);
      if (focused) [...side.querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
    }
    const open = this.#dialog("tong-quan");
    if (open.open) open.querySelector("[data-overview-body]")!.replaceChildren(this.#grid());
  }

  #stopped(): void {
    showStanding(this.querySelector<HTMLElement>("[data-stop]")!, this.#engine, this.#isOver, {
      takeOver: () => void this.#takeOver(),
      takeTab: () => void this.#engine.takeTab().then(() => this.#started()),
      seal: () => void this.#seal(),
    });
  }

  async #takeOver(): Promise<void> {
    await this.#engine.takeOver();
    this.#dialog("tong-quan").close();
    this.#shown = -1;
    this.#go(this.#engine.kept.place);
  }

  // Sections

  #title(key: string): string {
    return this.#engine.pack?.parts.find((one) => one.key === key)?.title ?? key;
  }

  /** The open section has changed: what is on the screen belongs to one that is over. */
  #sectionOver(before: string, key: string): void {
    this.#dialog("sang-phan").close();
    this.#shown = -1;
    this.#go(this.#questions.findIndex((one) => one.part === key));
    this.#note("section", "next", say("sectionOver", { before: this.#title(before), title: this.#title(key) }));
  }

  /** Whether this is the last question of the open section, with another section to come. */
  #endsSection(place: number): boolean {
    const { sections } = this.#engine.kept.clock;
    const open = this.#engine.section();
    if (!sections || !open || open === sections.at(-1)) return false;
    return this.#questions[place]?.part === open.key && this.#questions[place + 1]?.part !== open.key;
  }

  #askNextSection(): void {
    this.#take();
    const open = this.#engine.section();
    const left = this.#questions.filter((one) => one.part === open?.key && !this.#isDone(one)).length;
    const dialog = this.#dialog("sang-phan");
    dialog.querySelector("[data-part-words]")!.textContent = `${left ? say("sectionLeft", { left }) : say("sectionDone")} ${say("sectionNoBack", { title: this.#title(open?.key ?? "") })}`;
    if (!dialog.open) dialog.showModal();
  }

  #refused(positions: number[]): void {
    const numbers = this.#questions.filter((one) => positions.includes(one.position)).map((one) => one.number);
    this.#note("", "info", say("sectionRefused", { list: numbers.join(", ") }));
    this.#shown = -1;
    this.#go(this.#engine.kept.place, false);
  }

  async #over(): Promise<void> {
    if (this.#isOver) return;
    this.#take();
    this.#isOver = true;
    this.#announce(say("over"));
    await this.#engine.submit();
    this.#paint();
  }

  #announce(text: string): void {
    const box = this.querySelector("[data-messages]")!;
    const line = Object.assign(document.createElement("p"), { className: "sr", textContent: text });
    box.append(line);
    setTimeout(() => line.remove(), 10_000);
  }

  #message(text: string): void {
    this.#note("", "mega", say("message", { text }));
  }

  /** A line in sight, said aloud, until it is put away; of the same `about` only the last one. */
  #note(about: string, face: string, text: string): void {
    if (about) this.querySelector(`[data-about="${about}"]`)?.remove();
    const note = document.createElement("div");
    note.dataset.about = about;
    note.className = "note note-info proctor-note";
    note.append(icon(face, "s"), Object.assign(document.createElement("span"), { textContent: text }), button(say("gotIt"), () => note.remove()));
    this.querySelector("[data-messages]")!.append(note);
  }

  #mastered(end: string): void {
    const dialog = this.#dialog("thanh-thao");
    dialog.querySelector("[data-mastered-words]")!.textContent = say("mastered", { count: this.#engine.kept.practice?.wanted ?? 0 });
    dialog.querySelector("[data-mastered-end]")!.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.#ended(end));
    if (!dialog.open) dialog.showModal();
  }

  // Handing in

  #dialog(id: string): HTMLDialogElement {
    return document.getElementById(id) as HTMLDialogElement;
  }

  #askSubmit(): void {
    this.#take();
    const left = this.#questions.filter((one) => !this.#isDone(one)).map((one) => one.number);
    const dialog = this.#dialog("nop-bai");
    dialog.querySelector("[data-submit-words]")!.textContent = left.length ? say("submitSome", { left: left.length, list: left.slice(0, 12).join(", ") + (left.length > 12 ? "…" : "") }) : say("submitAll", { all: this.#questions.length });
    dialog.querySelector<HTMLElement>("[data-submit-problem]")!.hidden = true;
    this.#dialog("tong-quan").close();
    if (!dialog.open) dialog.showModal();
  }

  async #submit(): Promise<void> {
    const dialog = this.#dialog("nop-bai");
    const yes = dialog.querySelector<HTMLButtonElement>("[data-submit-yes]")!;
    yes.disabled = true;
    const done = await this.#engine.submit();
    yes.disabled = false;
    if (done) return;
    const problem = dialog.querySelector<HTMLElement>("[data-submit-problem]")!;
    problem.textContent = say("submitWait");
    problem.hidden = false;
    dialog.querySelector<HTMLElement>("[data-seal]")!.hidden = false;
  }

  async #seal(): Promise<void> {
    const blob = await seal(this.#engine.kept, this.#props, this.#engine.pack!.public_key);
    download(blob, say("fileName", { title: this.#props.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) }));
    this.#announce(say("sealed"));
  }

  /** The paper is in; what still waits here goes after it (it counts if it was made in time), then the page is left. */
  #ended(url: string): void {
    if (this.#left) return;
    this.#left = true;
    const leave = async (): Promise<void> => {
      if (this.#engine.kept.unsent.length) await this.#engine.send();
      if (this.#engine.kept.unsent.length) return void setTimeout(() => void leave(), 3000);
      this.#engine.stop();
      if (this.#props.preview) await forget(this.#props.attempt).catch(() => undefined);
      location.replace(url);
    };
    void leave();
  }

  // Listening

  #listen(): void {
    const on = <K extends keyof WindowEventMap>(target: Window | Document, name: string, run: (event: Event) => void): void => {
      target.addEventListener(name, run);
      this.#stops.push(() => target.removeEventListener(name, run));
      void (name as K);
    };
    this.addEventListener("click", (event) => {
      const target = event.target as Element;
      const go = target.closest<HTMLElement>("[data-go]");
      if (go) return this.#step(Number(go.dataset.go));
      if (target.closest("[data-overview]")) this.#overview();
    });
    this.#dialog("nop-bai").querySelector("[data-submit-yes]")!.addEventListener("click", () => void this.#submit());
    this.#dialog("nop-bai").querySelector("[data-seal]")!.addEventListener("click", () => void this.#seal());
    this.#dialog("sang-phan").querySelector("[data-part-yes]")!.addEventListener("click", () => {
      this.#dialog("sang-phan").close();
      void this.#engine.finishSection();
    });
    this.#dialog("nop-bai").addEventListener("close", () => this.#engine.standing === "working" && this.#engine.kept.wants_submit && !this.#isOver && void this.#engine.goOn());
    on(window, "online", () => void this.#engine.wake());
    on(window, "offline", () => ((this.#engine.online = false), this.#paint()));
    on(window, "pagehide", () => this.#take());
    on(window, "blur", () => (this.#away ||= Date.now()));
    on(window, "focus", () => this.#back());
    on(document, "visibilitychange", () => {
      if (document.hidden) {
        this.#take();
        this.#away ||= Date.now();
      } else {
        this.#back();
        void this.#engine.wake();
      }
    });
    on(document, "paste", (event) => (event.target as Element).closest?.("[data-stage]") && this.#signal("paste"));
    on(document, "copy", (event) => (event.target as Element).closest?.("[data-stage]") && this.#signal("copy"));
    on(window, "beforeprint", () => this.#signal("print"));
    on(document, "fullscreenchange", () => this.#props.fullscreen && !document.fullscreenElement && this.#signal("fullscreen"));
    on(document, "keydown", (event) => this.#keys(event as KeyboardEvent));
  }

  #signal(kind: string, seconds = 0): void {
    const position = this.#questions[this.#shown]?.position;
    this.#engine.signal({ kind, ...(seconds ? { seconds } : {}), ...(position ? { position } : {}) });
  }

  #back(): void {
    if (!this.#away) return;
    const seconds = Math.round((Date.now() - this.#away) / 1000);
    this.#away = 0;
    if (seconds >= 2) this.#signal("blur", seconds);
  }

  #step(by: number): void {
    if (!this.#questions.length) return;
    if (by > 0 && this.#shown === this.#questions.length - 1) return this.#overview();
    if (by > 0 && this.#endsSection(this.#shown)) return this.#askNextSection();
    this.#go(this.#shown + by);
  }

  #overview(): void {
    this.#take();
    const dialog = this.#dialog("tong-quan");
    dialog.querySelector("[data-overview-body]")!.replaceChildren(this.#grid());
    if (!dialog.open) dialog.showModal();
  }

  /** Arrows and j/k move, digits and letters choose an option, f flags; never while somebody types. */
  #keys(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable], .stage")) return;
    const isRadio = target instanceof HTMLInputElement && target.type === "radio";
    if ((event.key === "ArrowRight" && !isRadio) || event.key === "j") return event.preventDefault(), this.#step(1);
    if ((event.key === "ArrowLeft" && !isRadio) || event.key === "k") return event.preventDefault(), this.#step(-1);
    const question = this.#questions[this.#shown];
    if (event.key === "f" && question && !"abcdef".includes(question.kind)) return this.#flag(question);
    const options = [...this.querySelectorAll<HTMLInputElement>("[data-stage] .opts input")];
    const place = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : /^[a-e]$/i.test(event.key) ? event.key.toLowerCase().charCodeAt(0) - 97 : -1;
    if (options[place] && question && this.#mayAnswer(question)) options[place]!.click();
  }
}

define("cd-test-player", TestPlayer);
