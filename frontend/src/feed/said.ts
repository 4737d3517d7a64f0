import { toast, type ToastOptions } from "../controllers/toast-note";

const KEY = "cayda-said";
type Said = [string, ToastOptions["level"]];

/** Keep what a page fetched by a script says (each message stands on one page only), for the page one goes to next. */
export function carrySaid(page: Document): void {
  const said: Said[] = [...page.querySelectorAll("#messages toast-note")].map((note) => [
    note.querySelector("span")?.textContent?.trim() ?? "",
    (["error", "warning", "info"] as const).find((level) => note.classList.contains(level)),
  ]);
  sessionStorage.setItem(KEY, JSON.stringify(said));
}

/** Say what was kept, once. */
export function saySaid(): void {
  const said = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Said[];
  sessionStorage.removeItem(KEY);
  for (const [text, level] of said) toast(text, level ? { level } : {});
}
