import { icon } from "../icons";
import { say } from "../words";
import { define } from "./define";

const STAY_MS = 7000;

/** A message at the edge of the page. Good news leaves by itself, bad news waits to be closed. */
export class ToastNote extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    this.querySelector(".close")?.addEventListener("click", () => this.remove());
    if (!this.matches(".error, .warning")) this.#arm();
    this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.addEventListener("focusin", () => clearTimeout(this.#timer));
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.remove(), STAY_MS);
  }
}

define("toast-note", ToastNote);

export interface ToastOptions {
  level?: "success" | "info" | "warning" | "error";
  action?: { label: string; run: () => void };
}

/** Show a message from a script: `toast("Đã lưu")`. */
export function toast(message: string, { level = "success", action }: ToastOptions = {}): HTMLElement | null {
  const box = document.getElementById("messages");
  if (!box) return null;
  const note = document.createElement("toast-note");
  note.className = `toast ${level}`;
  note.setAttribute("role", level === "error" || level === "warning" ? "alert" : "status");
  const text = document.createElement("span");
  text.textContent = message;
  note.append(icon(level === "error" || level === "warning" ? "warn" : level === "info" ? "info" : "check", "s"), text);
  if (action) note.append(button(action.label, "undo", () => (action.run(), note.remove())));
  const close = button("", "close", () => note.remove());
  close.setAttribute("aria-label", say("close"));
  close.append(icon("x", "s"));
  note.append(close);
  box.append(note);
  return note;
}

function button(text: string, className: string, run: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = className;
  element.textContent = text;
  element.addEventListener("click", run);
  return element;
}
