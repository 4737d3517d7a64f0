import { forgetAll } from "../offline/client";

const WAIT_MS = 1500;

/** Register the service worker; on signing out, make it forget what it kept for this person first. */
export function startPwa(root: Document = document): void {
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined));
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-sign-out]") || !navigator.serviceWorker.controller) return;
    event.preventDefault();
    const wait = new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    void Promise.race([forgetAll().catch(() => undefined), wait]).then(() => form.submit());
  });
}
