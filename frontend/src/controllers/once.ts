import { say } from "../words";
import { toast } from "./toast-note";

/**
 * A form that leaves the page is sent once, however often its button is pressed while the answer is awaited. Without a network it stays where it
 * is, filled in as it was: the browser's own page would take it away.
 */
const AWAITED_MS = 4000;
let sending = new WeakSet<HTMLFormElement>();
let told: HTMLElement | null = null;

export function startOnce(root: Document = document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sending.has(form)) return event.preventDefault();
    setTimeout(() => {
      if (event.defaultPrevented) return; // a script sends it and minds that itself
      sending.add(form);
      setTimeout(() => sending.delete(form), AWAITED_MS); // a download leaves the page where it is
    });
  });
  window.addEventListener("submit", (event) => {
    // the last to hear of it: what a script sends by itself, it has taken by now
    if (event.defaultPrevented || (event.target as HTMLFormElement).method !== "post" || navigator.onLine !== false) return;
    event.preventDefault();
    told?.remove();
    told = toast(say("offlineForm"), { level: "warning" });
  });
  window.addEventListener("pageshow", () => (sending = new WeakSet()));
}
