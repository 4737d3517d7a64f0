/** The state of one question being written: its content, what is wrong with it, and whether it is saved. */
import type { Editor } from "@tiptap/core";
import { ask, upload } from "../../editor/api";
import type { RichHome } from "../../editor/context";
import type { Problem, Props, Row, Saved } from "./types";

type State = "saved" | "unsaved" | "saving" | "offline" | "refused" | "conflict";
const AFTER_MS = 1200;
const AGAIN_MS = 8000;

export class ItemModel implements RichHome {
  active = $state.raw<Editor | null>(null);
  activeTick = $state(0);
  formula = $state.raw<RichHome["formula"]>(null);
  content = $state<Row>({});
  problems = $state<Problem[]>([]);
  state = $state<State>("saved");
  savedAt = $state("");
  why = $state("");
  by = $state("");
  /** What the other person saved, while it is to be decided; and the version not chosen, until the page is left. */
  theirs = $state.raw<Row | null>(null);
  other = $state.raw<Row | null>(null);
  files = $state<Record<string, string>>({});
  kinds: Props["kinds"];
  kind: string;
  onpreview: (html: string) => void = () => {};
  #revision: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changes = 0;
  #busy = false;

  constructor(private props: Props) {
    this.kinds = props.kinds;
    this.kind = props.kind;
    this.content = props.content;
    this.problems = props.problems;
    this.files = props.files;
    this.#revision = props.revision;
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
      } as NonNullable<RichHome["formula"]>;
    });
  }

  address = (uuid: string): string => this.files[uuid] ?? "";

  /** Something was typed: it is saved when the typing pauses. */
  changed(): void {
    this.#changes++;
    if (this.state !== "conflict") this.state = "unsaved";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), AFTER_MS);
  }

  get hasUnsaved(): boolean {
    return this.state !== "saved";
  }

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#busy || this.state === "conflict") return;
    this.#busy = true;
    this.state = "saving";
    const upTo = this.#changes;
    try {
      const reply = await ask<Saved>(this.props.saveUrl, "POST", { revision: this.#revision, content: $state.snapshot(this.content) });
      this.#take(reply.status, reply.body, upTo);
    } catch {
      this.state = "offline";
      this.#timer = setTimeout(() => void this.save(), AGAIN_MS);
    } finally {
      this.#busy = false;
    }
    if (this.#changes !== upTo && (this.state as State) === "saved") this.changed();
  }

  #take(status: number, body: Saved, upTo: number): void {
    if (status === 200) {
      this.#revision = body.revision;
      this.savedAt = body.saved_at;
      this.problems = body.problems;
      this.state = "saved";
      this.onpreview(body.preview);
      dispatchEvent(new CustomEvent("item:saved", { detail: body })); // the page around says what is missing and what reads alike
      // Ids may have been given by the server; what is on the screen stays as it was typed.
      if (this.#changes === upTo) adopt(this.content, body.content);
    } else if (status === 409) {
      this.theirs = body.content;
      this.#revision = body.revision;
      this.by = body.by || "…";
      this.state = "conflict";
    } else {
      this.why = body.message ?? String(status);
      this.state = status === 401 || status === 403 || status >= 500 || !status ? "offline" : "refused";
      if (this.state === "offline") this.#timer = setTimeout(() => void this.save(), AGAIN_MS);
    }
  }

  /** After a conflict: keep what is here (it becomes the newest) or take what was saved. */
  settle(mine: boolean): void {
    const theirs = this.theirs;
    if (!theirs) return;
    this.other = mine ? theirs : ($state.snapshot(this.content) as Row);
    if (!mine) this.content = theirs;
    this.theirs = null;
    this.state = "unsaved";
    void this.save();
  }

  /** Go back to the version that wasn't chosen; the one on the screen is kept in its place. */
  swap(): void {
    if (!this.other) return;
    const here = $state.snapshot(this.content) as Row;
    this.content = this.other;
    this.other = here;
    this.changed();
  }

  async take(file: File): Promise<{ uuid: string; width: number; height: number; type: string } | null> {
    try {
      const kept = (await upload(this.props.uploadUrl, file, () => {})) as unknown as { uuid: string; url: string; width: number; height: number; type: string };
      this.files[kept.uuid] = kept.url;
      return kept;
    } catch (problem) {
      this.why = problem instanceof Error ? problem.message : "";
      this.state = "refused";
      return null;
    }
  }

  problemsAt(where: string): string[] {
    return this.problems.filter((problem) => problem.where === where).map((problem) => problem.message);
  }
}

/** Take ids, and rows the server cleaned, without touching what is the same: fields that are being written keep their cursor. */
export function adopt(target: Row, source: Row): void {
  for (const key of Object.keys(source)) {
    const [mine, theirs] = [target[key], source[key]];
    if (Array.isArray(mine) && Array.isArray(theirs) && mine.length === theirs.length && mine.every((one) => typeof one === "object" && one)) {
      mine.forEach((row: Row, place: number) => adopt(row, theirs[place] as Row));
    } else if (JSON.stringify(mine) !== JSON.stringify(theirs)) target[key] = theirs;
  }
}

export function freeId(rows: Row[], prefix: string): string {
  for (let number = 1; ; number++) if (!rows.some((row) => row.id === `${prefix}${number}`)) return `${prefix}${number}`;
}

const keys = new WeakMap<Row, number>();
let lastKey = 0;

/** A key for drawing a row that stays when the server gives it another id. */
export function keyOf(row: Row): number {
  const known = keys.get(row);
  if (known) return known;
  keys.set(row, ++lastKey);
  return lastKey;
}

const TEXTS = new Set(["prompt", "passage", "html", "text", "label", "title", "explanation", "model_answer", "feedback"]);

/** The texts of a question in their order, for two versions side by side. */
export function textsOf(value: unknown, isText = false): string[] {
  if (typeof value === "string") {
    if (!isText) return [];
    const box = new DOMParser().parseFromString(value, "text/html").body;
    for (const formula of box.querySelectorAll<HTMLElement>("[data-latex]")) formula.textContent = formula.dataset.latex ?? "";
    const text = (box.textContent ?? "").replace(/\s+/g, " ").trim();
    return text ? [text] : [];
  }
  if (Array.isArray(value)) return value.flatMap((one) => textsOf(one, isText));
  if (!value || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, one]) => textsOf(one, TEXTS.has(key) || key === "hints"));
}
