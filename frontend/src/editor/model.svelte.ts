/** Everything the editor knows and does. Components read it and call it; it talks to the server. */
import type { Editor } from "@tiptap/core";
import { toast } from "../controllers/toast-note";
import { ask, upload, type Reply } from "./api";
import { still } from "./still";
import { copyOf, isEmptyText, kindOfFile, moved, newBlock, titleOf } from "./blocks";
import { History } from "./history";
import { localStore, Saver, type Answer, type SaveState, type Sent, type Store } from "./saver";
import type { Block, Comment, FileFacts, Finding, Kind, PackageFacts, Review, Settings, State, Status, StepFacts, Value } from "./types";
import { say, type Word } from "./words";

interface Snapshot {
  blocks: Block[];
  goal: string;
}

export interface Upload {
  id: string;
  name: string;
  share: number;
}

interface FormulaAsk {
  latex: string;
  display: boolean;
  done: (answer: { latex: string; display: boolean } | null) => void;
}

export function clock(moment: number | string | Date): string {
  return new Date(moment).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

export class Model {
  blocks = $state<Block[]>([]);
  goal = $state("");
  selected = $state("");
  files = $state<Record<string, FileFacts>>({});
  packages = $state<Record<string, PackageFacts>>({});
  settings = $state<Settings>({ title: "", dueAt: "", mustPass: false, completion: "", minutes: 0, offline: true });
  comments = $state<Comment[]>([]);
  findings = $state<Finding[]>([]);
  steps = $state<StepFacts[]>([]);
  minutes = $state(0);
  status = $state<Status>({ number: 0, savedAt: "", live: false, changed: false, goLiveAt: "" });
  save = $state<{ state: SaveState; at: number; message: string }>({ state: "saved", at: Date.now(), message: "" });
  canUndo = $state(false);
  canRedo = $state(false);
  /** Grows when blocks are replaced from outside the fields, so that rich text reads its words anew. */
  turn = $state(0);
  savedTurn = $state(0);
  uploads = $state<Upload[]>([]);
  announce = $state("");
  insertAt = $state<{ at: number; replace: boolean } | null>(null);
  formula = $state<FormulaAsk | null>(null);
  conflict = $state<{ theirs: State } | null>(null);
  sheet = $state<"" | "publish" | "block" | "comments" | "preview" | "outline" | "packages">("");
  active = $state.raw<Editor | null>(null);
  activeTick = $state(0);
  onPackage: ((chosen: PackageFacts) => void) | null = null;

  #history: History<Snapshot>;
  #saver: Saver<Status & Review>;
  #store: Store;

  constructor(readonly state: State) {
    this.#store = localStore(`cd-draft:${state.person}:${state.activity}`);
    this.#fill(state);
    this.#history = new History<Snapshot>(this.#snapshot());
    this.#saver = new Saver(state.draft.number, this.#store, (sent) => this.#send(sent), (saver, answer) => this.#heard(saver, answer));
    this.save.at = Date.parse(state.draft.savedAt) || Date.now();
    addEventListener("online", () => void this.#saver.flush());
    addEventListener("pagehide", () => void this.#saver.flush());
    document.addEventListener("visibilitychange", () => document.hidden && void this.#saver.flush());
    this.#bringBack();
  }

  // What is there

  #fill(state: State): void {
    this.blocks = state.draft.blocks;
    this.goal = state.draft.goal;
    this.files = { ...this.files, ...state.files };
    this.packages = { ...this.packages, ...state.packages };
    this.settings = state.settings;
    this.comments = state.comments;
    this.#reviewed(state.draft);
  }

  #reviewed(answer: Status & Review): void {
    this.status = { number: answer.number, savedAt: answer.savedAt, live: answer.live, changed: answer.changed, goLiveAt: answer.goLiveAt };
    this.findings = answer.findings;
    this.steps = answer.steps;
    this.minutes = answer.minutes;
  }

  #snapshot(): Snapshot {
    return { blocks: $state.snapshot(this.blocks) as Block[], goal: this.goal };
  }

  get current(): Block | undefined {
    return this.blocks.find((block) => block.id === this.selected);
  }

  indexOf(id: string): number {
    return this.blocks.findIndex((block) => block.id === id);
  }

  nameOf(block: Block): string {
    return titleOf($state.snapshot(block) as Block) || say(block.type as Word);
  }

  commentsOf(id: string): Comment[] {
    return this.comments.filter((comment) => comment.block === id);
  }

  checkpointNumber(id: string): number {
    return this.blocks.filter((block) => block.type === "checkpoint").findIndex((block) => block.id === id) + 1;
  }

  formulaNumber(id: string): number {
    return this.blocks.filter((block) => block.type === "formula" && block.value.numbered).findIndex((block) => block.id === id) + 1;
  }

  // Changing

  /** Note that something was changed: `where` is the block being typed in, "" for a single act. */
  touch(where = ""): void {
    const snapshot = this.#snapshot();
    if (!this.#history.note(snapshot, where)) return;
    this.#sync();
    this.#saver.take(snapshot.blocks, snapshot.goal);
  }

  #sync(): void {
    this.canUndo = this.#history.canUndo;
    this.canRedo = this.#history.canRedo;
  }

  undo(): void {
    this.#apply(this.#history.undo());
  }

  redo(): void {
    this.#apply(this.#history.redo());
  }

  #apply(snapshot: Snapshot | null): void {
    if (!snapshot) return;
    this.blocks = snapshot.blocks;
    this.goal = snapshot.goal;
    this.turn++;
    this.#sync();
    this.#saver.take(snapshot.blocks, snapshot.goal);
  }

  insert(kind: Kind, at: number, value: Value = {}, replace = false): Block {
    const block = newBlock(kind, value);
    this.blocks.splice(at, replace ? 1 : 0, block);
    this.touch();
    this.focus(block.id);
    return block;
  }

  move(id: string, by: number): void {
    const from = this.indexOf(id);
    const to = Math.max(0, Math.min(from + by, this.blocks.length - 1));
    if (from < 0 || to === from) return;
    this.blocks = moved(this.blocks, from, to);
    this.touch();
    this.announce = say("moved", { at: to + 1, all: this.blocks.length });
    this.#after(() => this.#element(id)?.querySelector<HTMLElement>(".grip")?.focus());
  }

  place(id: string, before: number): void {
    const from = this.indexOf(id);
    this.move(id, (before > from ? before - 1 : before) - from);
  }

  duplicate(id: string): void {
    const at = this.indexOf(id);
    const source = this.blocks[at];
    if (!source) return;
    const copy = copyOf($state.snapshot(source) as Block);
    this.blocks.splice(at + 1, 0, copy);
    this.touch();
    this.focus(copy.id);
  }

  remove(id: string): void {
    const at = this.indexOf(id);
    const block = this.blocks[at];
    if (!block) return;
    const what = this.nameOf(block);
    this.blocks.splice(at, 1);
    if (!this.blocks.length) this.blocks.push(newBlock("text"));
    this.touch();
    toast(say("removed", { what }), { level: "info", action: { label: say("undo"), run: () => this.undo() } });
    this.announce = say("removed", { what });
    const next = this.blocks[Math.min(at, this.blocks.length - 1)]!;
    this.#after(() => this.#element(next.id)?.querySelector<HTMLElement>(".grip")?.focus());
  }

  /** Select a block and put the caret into its first field. */
  focus(id: string): void {
    this.selected = id;
    this.#after(() => {
      const element = this.#element(id);
      element?.scrollIntoView({ block: "nearest" });
      element?.querySelector<HTMLElement>(".rich-in, .block-body input:not([type=file]), .block-body textarea, .block-body button, .grip")?.focus();
    });
  }

  show(id: string): void {
    this.selected = id;
    this.sheet = "";
    this.#after(() => {
      const element = this.#element(id);
      element?.scrollIntoView({ block: "start" });
      element?.querySelector<HTMLElement>(".grip")?.focus({ preventScroll: true });
    });
  }

  #element(id: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-block="${id}"]`);
  }

  #after(run: () => void): void {
    requestAnimationFrame(() => requestAnimationFrame(run));
  }

  askFormula(latex: string, display: boolean): Promise<{ latex: string; display: boolean } | null> {
    return new Promise((resolve) => {
      this.formula = {
        latex,
        display,
        done: (answer) => {
          this.formula = null;
          resolve(answer);
        },
      };
    });
  }

  // Files

  async upload(file: File): Promise<FileFacts | null> {
    const id = crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36);
    this.uploads.push({ id, name: file.name, share: 0 });
    try {
      const facts = await upload(this.state.urls.files, file, (share) => {
        const entry = this.uploads.find((one) => one.id === id);
        if (entry) entry.share = share;
      });
      this.files[facts.uuid] = facts;
      return facts;
    } catch (error) {
      const why = (error as Error).message;
      toast(why === "offline" ? say("offlineUpload") : why || say("failed"), { level: "error" });
      return null;
    } finally {
      this.uploads = this.uploads.filter((one) => one.id !== id);
    }
  }

  /** Give a film a cover of its own: a still, where this browser can read it and nobody chose a picture. */
  async addCover(block: Block, film: File): Promise<void> {
    const picture = block.value.poster ? null : await still(film);
    const facts = picture && (await this.upload(picture));
    if (!facts || block.value.poster) return;
    block.value.poster = facts.uuid;
    this.touch();
  }

  /** Put dropped or pasted files into blocks of their own, from place `at` on. */
  async insertFiles(files: File[], at: number): Promise<void> {
    for (const file of files.slice(0, 20)) {
      const facts = await this.upload(file);
      if (!facts) continue;
      const replace = isEmptyText(this.blocks[at]);
      const kind = kindOfFile(facts.kind);
      const value: Value = kind === "picture" ? { file: facts.uuid } : { file: facts.uuid, title: facts.name.replace(/\.\w+$/, "") };
      this.insert(kind, replace ? at : at + 1, value, replace);
      at += replace ? 0 : 1;
      const film = kind === "video" ? this.blocks[at] : undefined;
      if (film) void this.addCover(film, file);
    }
  }

  // Saving

  async #send(sent: Sent): Promise<Answer<Status & Review>> {
    return (await ask<Status & Review & { message?: string }>(this.state.urls.draft, "PATCH", sent)) as Answer<Status & Review>;
  }

  #heard(saver: Saver<Status & Review>, answer: (Status & Review) | null): void {
    this.save = { state: saver.state, at: saver.at, message: saver.message };
    if (saver.state === "conflict") void this.#meetConflict();
    else if (answer) {
      this.#reviewed(answer);
      this.savedTurn++;
    }
  }

  async #meetConflict(): Promise<void> {
    const reply = await ask<State>(this.state.urls.draft).catch(() => null);
    if (reply?.status === 200) this.conflict = { theirs: reply.body };
  }

  async keepMine(): Promise<void> {
    const theirs = this.conflict?.theirs;
    if (!theirs) return;
    this.conflict = null;
    const { blocks, goal } = this.#snapshot();
    await this.#saver.keepMine(theirs.draft.number, blocks, goal);
  }

  takeTheirs(): void {
    const theirs = this.conflict?.theirs;
    if (!theirs) return;
    this.conflict = null;
    this.#saver.takeTheirs(theirs.draft.number);
    this.#fill(theirs);
    this.turn++;
    this.#history.note(this.#snapshot());
    this.#sync();
    this.savedTurn++;
  }

  /** What was typed on this device and never reached the server comes back. */
  #bringBack(): void {
    const kept = this.#store.get();
    if (!kept) return;
    this.blocks = kept.blocks as Block[];
    this.goal = kept.goal;
    if (!this.#history.note(this.#snapshot())) return this.#store.clear();
    this.#sync();
    toast(say("restored"), { level: "info" });
    if (kept.base !== this.state.draft.number) this.#saver = this.#saverFrom(kept.base);
    this.#saver.take(kept.blocks, kept.goal);
  }

  #saverFrom(base: number): Saver<Status & Review> {
    return new Saver(base, this.#store, (sent) => this.#send(sent), (saver, answer) => this.#heard(saver, answer));
  }

  /** Everything typed is on the server: true; it isn't: false. */
  async settled(): Promise<boolean> {
    await this.#saver.flush();
    for (let tries = 0; tries < 50 && !this.#saver.isClean && this.save.state === "saving"; tries++) await new Promise((go) => setTimeout(go, 100));
    return this.#saver.isClean && this.save.state === "saved";
  }

  // The rest of the door

  async act<T>(url: keyof State["urls"], data: unknown): Promise<T | null> {
    let reply: Reply<T & { message?: string }>;
    try {
      reply = await ask<T & { message?: string }>(this.state.urls[url], "POST", data);
    } catch {
      toast(say("kept", { time: clock(Date.now()) }), { level: "error" });
      return null;
    }
    if (reply.status < 300) return reply.body;
    toast(reply.body.message || say("failed"), { level: "error" });
    return null;
  }

  async publish(): Promise<boolean> {
    if (!(await this.settled())) return false;
    const status = await this.act<Status>("publish", {});
    if (status) this.status = status;
    return status !== null;
  }

  async schedule(at: string): Promise<boolean> {
    if (!(await this.settled())) return false;
    const status = await this.act<Status>("schedule", { at });
    if (status) this.status = status;
    return status !== null;
  }

  async set(data: Partial<Settings>): Promise<void> {
    const settings = await this.act<Settings>("settings", data);
    this.settings = settings ?? { ...this.settings };
  }

  async comment(data: { block: string; text: string } | { resolve: number }): Promise<boolean> {
    const answer = await this.act<{ comments: Comment[] }>("comments", data);
    if (answer) this.comments = answer.comments;
    return answer !== null;
  }
}
