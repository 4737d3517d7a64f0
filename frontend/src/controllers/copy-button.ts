import { say } from "../words";
import { define } from "./define";
import { toast } from "./toast-note";

/** `<copy-button data-text="…"><button>` puts the text (or the value of `data-from`) on the clipboard. */
export class CopyButton extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.addEventListener("click", this.#copy);
  }

  #copy = async (): Promise<void> => {
    const source = this.dataset.from ? document.querySelector<HTMLInputElement>(this.dataset.from) : null;
    const text = this.dataset.text ?? source?.value ?? source?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
      toast(this.dataset.done ?? say("copied"));
    } catch {
      source?.select?.();
      toast(say("failed"), { level: "warning" });
    }
  };
}

define("copy-button", CopyButton);
