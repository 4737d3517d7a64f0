import { define } from "../controllers/define";
import { icon } from "../icons";

/** `<show-password data-show data-hide>` puts a button beside the password that shows what was typed, and hides it again on submit. */
export class ShowPassword extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector("input");
    if (!input || this.querySelector(".with-end")) return;
    const row = document.createElement("div");
    row.className = "with-end";
    input.replaceWith(row);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-line btn-icon";
    button.addEventListener("click", () => this.#set(input, button, input.type === "password"));
    row.append(input, button);
    this.#set(input, button, false);
    input.form?.addEventListener("submit", () => this.#set(input, button, false));
  }

  #set(input: HTMLInputElement, button: HTMLButtonElement, shown: boolean): void {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-label", (shown ? this.dataset.hide : this.dataset.show) ?? "");
    button.setAttribute("aria-pressed", String(shown));
    button.replaceChildren(icon(shown ? "eye-off" : "eye", "s"));
  }
}

define("show-password", ShowPassword);
