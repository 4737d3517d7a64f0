import { leave } from "./leaving";

/** Register the service worker; on signing out, send what was studied and make the device forget this person first. */
export function startPwa(root: Document = document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-sign-out]")) return;
    event.preventDefault();
    void leave(form).then((gone) => gone && form.submit());
  });
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined));
}
