import { toast } from "../controllers/toast-note";

/** Passkey buttons appear only where the browser has passkeys; what goes wrong is said in words. */
export function setUpPasskeys(root: ParentNode = document): void {
  const able = typeof window.PublicKeyCredential === "function";
  for (const part of root.querySelectorAll<HTMLElement>("[data-needs-passkey]")) part.hidden = !able;
  for (const part of root.querySelectorAll<HTMLElement>("[data-without-passkey]")) part.hidden = able;
}

export function sayPasskeyErrors(): void {
  document.addEventListener("allauth.error", (event) => {
    const words = document.getElementById("passkey-error")?.dataset;
    const error = (event as CustomEvent<{ exception?: { name?: string } }>).detail?.exception;
    const stopped = error?.name === "NotAllowedError" || error?.name === "AbortError";
    event.preventDefault();
    toast((stopped ? words?.cancelled : words?.failed) ?? "", { level: "warning" });
  });
}
