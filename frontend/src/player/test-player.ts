/** The test player: one question at a time, the overview beside or below, the clock and the save state always in sight. */
import { askWorker, pageFiles } from "../offline/client";
import { define } from "../controllers/define";
import { load } from "../questions/registry";
import type { Host, Widget } from "../questions/types";
import { card } from "./card";
import { dialog } from "./dialogs";
import { Engine } from "./engine";
import { HandingIn } from "./handing-in";
import { Listening } from "./listening";
import { Notes } from "./notes";
import { overview, type Place } from "./overview";
import { Practice } from "./practice";
import { Sight } from "./sight";
import { showStanding } from "./standing";
import { Timer } from "./timer";
import { bindTools } from "./tools";
import type { Props, Question } from "./types";
import { upload } from "./upload";
import { say } from "./words";

export class TestPlayer extends HTMLElement {
  #props!: Props;
  #engine!: Engine;
  #timer!: Timer;
  #widgets = new Map<string, Widget>();
  #shown = -1;
  #isOver = false;
  #opening: Promise<void> | null = null;
  #life = new AbortController();
  #notes = new Notes(this);
  #sight!: Sight;
  #handing!: HandingIn;

  connectedCallback(): void {
    this.#props = JSON.parse(this.dataset.props ?? "{}") as Props;
    this.#life = new AbortController();
    const engine = new Engine(this.#props, {
      changed: () => this.#paint(),
      message: (text) => this.#notes.show("", "mega", say("message", { text })),
      ended: (url) => this.#handing.leave(url),
      refused: (positions) => this.#refused(positions),
    });
    this.#engine = engine;
    this.#sight = new Sight(this, engine);
    this.#handing = new HandingIn(engine, this.#props, this.#notes);
    this.#listen();
    this.#timer = new Timer(this, this.#engine, {
      announce: (text) => this.#notes.announce(text),
      note: (face, text) => this.#notes.show("section", face, text),
      title: (key) => this.#title(key),
      sectionOver: (before, now) => this.#sectionOver(before, now),
      over: () => void this.#over(),
    });
    const tick = setInterval(() => this.#timer.tick(), 500);
    this.#life.signal.addEventListener("abort", () => (clearInterval(tick), engine.stop()));
    void this.#open();
  }

  disconnectedCallback(): void {
    this.#life.abort();
  }

  get #questions(): Question[] {
    return this.#engine.pack?.questions ?? [];
  }

  #open(): Promise<void> {
    this.#opening ??= this.#opened().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #opened(): Promise<void> {
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
    bindTools(dialog("cong-cu"), this, this.#engine, () => this.#paint());
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
      mastered: (end) => this.#handing.mastered(end),
    });
  }

  #host(question: Question, root: HTMLElement, widget: Widget): Host {
    return {
      changed: () => {
        if (!this.#mayAnswer(question)) return;
        void this.#engine.answer(question.position, widget.read(root));
      },
      say: (text) => this.#notes.announce(text),
      upload: (file, name) => upload(this.#props.urls.file, question.position, file, name),
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

  #flag(question: Question): void {
    const flags = this.#engine.kept.flags;
    const next = flags.includes(question.position) ? flags.filter((one) => one !== question.position) : [...flags, question.position];
    void this.#engine.note({ flags: next });
    this.#paint();
  }

  // What is in sight

  #paint(): void {
    if (!this.#engine?.kept) return;
    this.#sight.paint({
      questions: this.#questions,
      shown: this.#shown,
      isDone: (question) => this.#isDone(question),
      mayGoBack: this.#shown > 0 && this.#mayOpen(this.#shown - 1),
      endsSection: this.#endsSection(this.#shown),
      grid: () => this.#grid(),
    });
    this.#stopped();
  }

  #isDone(question: Question): boolean {
    const said = this.#engine.kept.answers[String(question.position)];
    return said !== null && said !== undefined;
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
        dialog("tong-quan").close();
        this.#go(place);
      },
      submit: () => this.#ask(),
      tools: () => dialog("cong-cu").showModal(),
    });
  }

  #stopped(): void {
    showStanding(this.querySelector<HTMLElement>("[data-stop]")!, this.#engine, this.#isOver, {
      takeOver: () => void this.#takeOver(),
      takeTab: () => void this.#engine.takeTab().then(() => this.#started()),
      seal: () => void this.#handing.seal(),
    });
  }

  async #takeOver(): Promise<void> {
    await this.#engine.takeOver();
    dialog("tong-quan").close();
    this.#shown = -1;
    this.#go(this.#engine.kept.place);
  }

  // Sections

  #title(key: string): string {
    return this.#engine.pack?.parts.find((one) => one.key === key)?.title ?? key;
  }

  /** The open section has changed: what is on the screen belongs to one that is over. */
  #sectionOver(before: string, key: string): void {
    dialog("sang-phan").close();
    this.#shown = -1;
    this.#go(this.#questions.findIndex((one) => one.part === key));
    this.#notes.show("section", "next", say("sectionOver", { before: this.#title(before), title: this.#title(key) }));
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
    const box = dialog("sang-phan");
    box.querySelector("[data-part-words]")!.textContent = `${left ? say("sectionLeft", { left }) : say("sectionDone")} ${say("sectionNoBack", { title: this.#title(open?.key ?? "") })}`;
    if (!box.open) box.showModal();
  }

  #refused(positions: number[]): void {
    const numbers = this.#questions.filter((one) => positions.includes(one.position)).map((one) => one.number);
    this.#notes.show("", "info", say("sectionRefused", { list: numbers.join(", ") }));
    this.#shown = -1;
    this.#go(this.#engine.kept.place, false);
  }

  async #over(): Promise<void> {
    if (this.#isOver) return;
    this.#take();
    this.#isOver = true;
    this.#notes.announce(say("over"));
    await this.#engine.submit();
    this.#paint();
  }

  #ask(): void {
    this.#take();
    this.#handing.ask(this.#questions, this.#questions.filter((one) => !this.#isDone(one)));
  }

  // Listening

  #listen(): void {
    const { signal } = this.#life;
    const listen = (target: Element, name: string, run: (event: Event) => void): void => target.addEventListener(name, run, { signal });
    listen(this, "click", (event) => {
      const target = event.target as Element;
      const go = target.closest<HTMLElement>("[data-go]");
      if (go) return this.#step(Number(go.dataset.go));
      if (target.closest("[data-overview]")) this.#overview();
    });
    listen(dialog("sang-phan").querySelector("[data-part-yes]")!, "click", () => {
      dialog("sang-phan").close();
      void this.#engine.finishSection();
    });
    this.#handing.bind(() => this.#isOver, signal);
    const acts = {
      shown: () => this.#questions[this.#shown],
      step: (by: number) => this.#step(by),
      flag: (question: Question) => this.#flag(question),
      mayAnswer: (question: Question) => this.#mayAnswer(question),
      take: () => this.#take(),
      paint: () => this.#paint(),
      wake: () => void (this.#engine.standing === "opening" ? this.#open() : this.#engine.wake()),
    };
    new Listening(this, this.#engine, acts).bind(this.#props.fullscreen, signal);
  }

  #step(by: number): void {
    if (!this.#questions.length) return;
    if (by > 0 && this.#shown === this.#questions.length - 1) return this.#overview();
    if (by > 0 && this.#endsSection(this.#shown)) return this.#askNextSection();
    this.#go(this.#shown + by);
  }

  #overview(): void {
    this.#take();
    const box = dialog("tong-quan");
    box.querySelector("[data-overview-body]")!.replaceChildren(this.#grid());
    if (!box.open) box.showModal();
  }
}

define("cd-test-player", TestPlayer);
