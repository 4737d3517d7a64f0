import { say } from "../words";
import { define } from "./define";

const TICK_MS = 20_000;

/** `<local-time datetime="…" format="when|time|left">`: keeps a time true while the page stays open. */
export class LocalTime extends HTMLElement {
  #timer: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    this.show();
    if (this.getAttribute("format") !== "time") this.#timer = setInterval(() => this.show(), TICK_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  show(now: Date = new Date()): void {
    const value = new Date(this.getAttribute("datetime") ?? "");
    if (Number.isNaN(value.getTime())) return;
    const format = this.getAttribute("format") ?? "when";
    this.textContent = format === "left" ? left(value, now) : format === "time" ? clock(value) : when(value, now);
  }
}

function clock(value: Date): string {
  return `${String(value.getHours()).padStart(2, "0")}:${String(value.getMinutes()).padStart(2, "0")}`;
}

export function when(value: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - value.getTime()) / 60_000);
  if (minutes >= 0 && minutes < 1) return say("now");
  if (minutes >= 1 && minutes < 60) return say("minutesAgo", { count: minutes });
  const days = Math.round((startOfDay(now) - startOfDay(value)) / 86_400_000);
  if (days === 0) return clock(value);
  if (days === 1) return `${say("yesterday")} ${clock(value)}`;
  const day = `${value.getDate()}/${value.getMonth() + 1}`;
  return value.getFullYear() === now.getFullYear() ? day : `${day}/${value.getFullYear()}`;
}

export function left(value: Date, now: Date): string {
  const minutes = Math.ceil((value.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return say("over");
  return minutes < 120 ? say("minutesLeft", { count: minutes }) : say("hoursLeft", { count: Math.round(minutes / 60) });
}

function startOfDay(value: Date): number {
  return new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
}

define("local-time", LocalTime);
