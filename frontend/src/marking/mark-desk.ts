/** The marker's desk: one answer after the other without reloading, by keyboard or by finger. What is typed is never lost:
 *  it is kept as a draft while one types, and a conflict shows both versions. Without scripts the form does the same, slower. */
import { csrfToken } from "../csrf";
import { define } from "../controllers/define";
import { chosen, drawPins, type Note, type Tone } from "./notes";

const DRAFT_MS = 1200;

interface Saved {
  revision: number;
  final: boolean;
  points: string;
  answer: string;
}
interface Refused {
  message: string;
  theirs: { revision: number; points: string; comment: string } | null;
}

export class MarkDesk extends HTMLElement {
  #notes: Note[] = [];
  #picked: { from: number; to: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #again = false;
  #final = false;

  connectedCallback(): void {
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
    this.addEventListener("input", this.#input);
    document.addEventListener("keydown", this.#key);
    document.addEventListener("selectionchange", this.#select);
    window.addEventListener("popstate", this.#back);
    this.#begin();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener("keydown", this.#key);
    document.removeEventListener("selectionchange", this.#select);
    window.removeEventListener("popstate", this.#back);
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector<HTMLFormElement>("form[data-save]");
  }

  get #part(): HTMLElement | null {
    return this.querySelector<HTMLElement>("[data-part]");
  }

  #field(name: string): HTMLInputElement {
    return this.#form?.elements.namedItem(name) as HTMLInputElement;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#picked = null;
    const form = this.#form;
    if (!form) return;
    this.#notes = JSON.parse(this.#field("annotations").value || "[]") as Note[];
    this.#final = this.#field("revision").value !== "0" && this.#field("points").value !== "";
    this.querySelector("[data-hint]")?.removeAttribute("hidden");
    this.querySelector("[data-keep-comment]")?.removeAttribute("hidden");
    this.#draw();
    if (matchMedia("(pointer: fine)").matches) {
      const points = this.#field("points");
      points.focus({ preventScroll: true });
      points.select();
    }
    this.#sumSteps();
  }

  // Points

  #input = (event: Event): void => {
    const target = event.target as HTMLInputElement;
    if (target.dataset.noteText !== undefined) {
      const note = this.#notes[Number(target.dataset.noteText)];
      if (note) note.text = target.value;
    } else if (target.name.startsWith("c-")) {
      this.#field("points").value = this.#rubricSum();
    }
    this.#sumSteps();
    this.#plan();
  };

  #rubricSum(): string {
    const levels = [...this.querySelectorAll<HTMLInputElement>(".rubric input:checked")];
    const sum = levels.reduce((total, level) => total + Number(level.value), 0);
    return String(Math.round(sum * 1000) / 1000).replace(".", ",");
  }

  #sumSteps(): void {
    const now = this.#field("points")?.value.trim().replace(".", ",");
    for (const step of this.querySelectorAll<HTMLElement>("[data-points]")) step.setAttribute("aria-pressed", String(step.dataset.points === now));
  }

  // Saving

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(false), DRAFT_MS);
  }

  #submit = (event: SubmitEvent): void => {
    if (event.target !== this.#form) return;
    event.preventDefault();
    void this.finish();
  };

  async finish(): Promise<void> {
    const next = this.#part?.dataset.next;
    if ((await this.save(true)) && next) await this.open(next);
  }

  /** Save what stands on the desk; an unfinished mark stays unfinished. Says whether it is saved. */
  async save(final: boolean): Promise<boolean> {
    const form = this.#form;
    if (!form) return false;
    clearTimeout(this.#timer);
    if (this.#busy) {
      this.#again = !final;
      if (!final) return false;
      await new Promise((done) => setTimeout(done, 150));
      return this.save(final);
    }
    this.#busy = true;
    this.#say(this.dataset.saving ?? "");
    try {
      const data = new FormData(form);
      data.set("annotations", JSON.stringify(this.#notes));
      data.set("final", final || this.#final ? "1" : "0");
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { accept: "application/json", "x-csrftoken": csrfToken() } });
      const body = (await answer.json()) as Saved & Refused;
      if (form !== this.#form) return true;
      if (!answer.ok) return this.#refused(body);
      this.#kept(body);
      return true;
    } catch {
      this.#say(this.dataset.lost ?? "", true);
      return false;
    } finally {
      this.#busy = false;
      if (this.#again) {
        this.#again = false;
        this.#plan();
      }
    }
  }

  #kept(body: Saved): void {
    this.#field("revision").value = String(body.revision);
    this.#final = body.final;
    this.querySelector("[data-error]")?.setAttribute("hidden", "");
    this.querySelector("[data-clash]")?.setAttribute("hidden", "");
    const answer = this.querySelector<HTMLElement>("[data-answer]");
    if (answer && body.answer && document.getSelection()?.isCollapsed !== false) answer.innerHTML = body.answer;
    this.#say((body.final ? this.dataset.saved : this.dataset.draft) ?? "");
  }

  #refused(body: Refused): false {
    this.#say("");
    const clash = this.querySelector<HTMLElement>("[data-clash]");
    if (body.theirs && clash) {
      clash.hidden = false;
      (clash.querySelector("[data-clash-words]") as HTMLElement).textContent = body.message;
      (clash.querySelector("[data-clash-theirs]") as HTMLElement).textContent = `${body.theirs.points || "–"} · ${body.theirs.comment}`;
      clash.dataset.points = body.theirs.points;
      clash.dataset.comment = body.theirs.comment;
      clash.dataset.revision = String(body.theirs.revision);
      clash.scrollIntoView({ block: "nearest" });
      return false;
    }
    const error = this.querySelector<HTMLElement>("[data-error]");
    if (error) {
      error.textContent = body.message;
      error.hidden = false;
      this.#field("points").focus();
    }
    return false;
  }

  #say(words: string, isBad = false): void {
    const state = this.querySelector<HTMLElement>("[data-state]");
    if (!state) return;
    state.textContent = words;
    state.classList.toggle("bad", isBad);
  }

  // Going on

  #back = (): void => void this.open(location.href, false);

  /** Put another answer on the desk. Where that fails the page is loaded as a whole. */
  async open(address: string, push = true): Promise<void> {
    const url = new URL(address, location.href);
    const part = new URL(url);
    part.searchParams.set("manh", "1");
    try {
      const answer = await fetch(part, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.innerHTML = await answer.text();
      if (push) history.pushState(null, "", this.#part?.dataset.url ?? url.href);
      this.scrollIntoView({ block: "start" });
      this.#begin();
    } catch {
      location.assign(url);
    }
  }

  #key = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const form = this.#form;
    if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
    const isPoints = target === this.#field("points");
    const writes = target.matches("textarea, input:not([type=radio])") && !isPoints;
    if (event.key === "Enter" && !writes && !target.matches("button, a, summary")) {
      event.preventDefault();
      void this.finish();
    } else if (event.key === "Enter" && event.shiftKey === false && writes && target.matches("[data-note-text]")) {
      event.preventDefault();
      target.blur();
    } else if (/^[0-9]$/.test(event.key) && !writes && !isPoints) {
      event.preventDefault();
      const points = this.#field("points");
      points.focus();
      points.value = event.key;
      this.#sumSteps();
      this.#plan();
    } else if (event.key.toLowerCase() === "n" && !writes) {
      event.preventDefault();
      this.#field("comment").focus();
    } else if (event.key === "Escape" && writes) target.blur();
  };

  // Remarks

  #select = (): void => {
    const answer = this.querySelector<HTMLElement>("[data-answer]");
    const bar = this.querySelector<HTMLElement>("[data-tones]");
    if (!answer || !bar) return;
    const found = chosen(answer, document.getSelection());
    if (!found && bar.contains(document.activeElement)) return;
    this.#picked = found;
    bar.hidden = !found;
    const words = bar.querySelector("[data-picked]");
    if (found && words) words.textContent = `“${found.text.slice(0, 40)}${found.text.length > 40 ? "…" : ""}”`;
  };

  #add(note: Note): void {
    this.#notes.push(note);
    this.#draw();
    document.getSelection()?.removeAllRanges();
    void this.save(false);
    this.querySelector<HTMLInputElement>(`[data-note-text="${this.#notes.length - 1}"]`)?.focus();
  }

  #draw(): void {
    for (const photo of this.querySelectorAll<HTMLElement>("[data-page]")) {
      const svg = photo.querySelector("[data-pins]");
      if (svg) drawPins(svg, photo.dataset.page ?? "", this.#notes);
    }
    this.querySelector("[data-notes]")?.replaceChildren(...this.#notes.map((note, place) => this.#row(note, place)));
  }

  #row(note: Note, place: number): HTMLElement {
    const row = document.createElement("li");
    row.className = `is-${note.tone}`;
    const input = document.createElement("input");
    input.className = "input";
    input.value = note.text;
    input.maxLength = 500;
    input.dataset.noteText = String(place);
    input.setAttribute("aria-label", `${this.dataset.say ?? ""} ${place + 1}`);
    input.placeholder = { good: this.dataset.right, wrong: this.dataset.wrong, note: this.dataset.note }[note.tone] ?? "";
    const gone = document.createElement("button");
    gone.type = "button";
    gone.className = "btn btn-bare btn-icon";
    gone.dataset.noteGone = String(place);
    gone.setAttribute("aria-label", `${this.dataset.remove ?? ""} ${place + 1}`);
    gone.textContent = "×";
    row.append(input, gone);
    return row;
  }

  // Presses

  #click = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const pressed = target.closest<HTMLElement>("[data-points],[data-tone],[data-note-gone],[data-comment],[data-drop],[data-skip],button");
    const photo = target.closest<HTMLElement>("[data-page]");
    if (photo && !pressed) return this.#pin(photo, event);
    if (!pressed) return;
    if (pressed.dataset.points !== undefined && pressed.matches("button")) {
      this.#field("points").value = pressed.dataset.points;
      this.#sumSteps();
      this.#plan();
    } else if (pressed.dataset.tone && this.#picked) {
      this.#add({ from: this.#picked.from, to: this.#picked.to, text: "", tone: pressed.dataset.tone as Tone });
    } else if (pressed.dataset.noteGone !== undefined) {
      this.#notes.splice(Number(pressed.dataset.noteGone), 1);
      this.#draw();
      void this.save(false);
    } else if (pressed.dataset.comment !== undefined) this.#write(pressed.dataset.comment);
    else if (pressed.dataset.drop) void this.#bank({ bo: pressed.dataset.drop });
    else if (pressed.hasAttribute("data-keep-comment")) void this.#bank({ text: this.#field("comment").value });
    else if (pressed.hasAttribute("data-skip")) {
      event.preventDefault();
      void this.open((pressed as HTMLAnchorElement).href);
    } else if (pressed.hasAttribute("data-take-theirs")) this.#settle(true);
    else if (pressed.hasAttribute("data-keep-mine")) this.#settle(false);
  };

  #pin(photo: HTMLElement, event: MouseEvent): void {
    const box = (photo.querySelector("img") as HTMLElement).getBoundingClientRect();
    const x = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const y = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    this.#notes.push({ x, y, page: photo.dataset.page ?? "", text: "", tone: "wrong" });
    this.#draw();
    this.querySelector<HTMLInputElement>(`[data-note-text="${this.#notes.length - 1}"]`)?.focus();
  }

  #write(words: string): void {
    const comment = this.#field("comment");
    comment.value = comment.value.trim() ? `${comment.value.trim()} ${words}` : words;
    void this.#bank({ text: words });
    this.#plan();
  }

  async #bank(fields: Record<string, string>): Promise<void> {
    const bank = this.querySelector<HTMLElement>("[data-comments]");
    if (!bank?.dataset.url || fields.text?.trim() === "") return;
    const body = new URLSearchParams({ ...fields, subject: bank.dataset.subject ?? "" });
    const answer = await fetch(bank.dataset.url, { method: "POST", body, headers: { "x-csrftoken": csrfToken() } }).catch(() => null);
    if (!answer?.ok) return;
    bank.innerHTML = await answer.text();
    bank.querySelector("[data-keep-comment]")?.removeAttribute("hidden");
  }

  /** After a conflict: take what the other one saved, or go on with what stands here on top of it. */
  #settle(theirs: boolean): void {
    const clash = this.querySelector<HTMLElement>("[data-clash]");
    if (!clash) return;
    this.#field("revision").value = clash.dataset.revision ?? "0";
    clash.hidden = true;
    if (theirs) {
      this.#field("points").value = clash.dataset.points ?? "";
      this.#field("comment").value = clash.dataset.comment ?? "";
      this.#sumSteps();
    } else void this.save(false);
  }
}

define("mark-desk", MarkDesk);
