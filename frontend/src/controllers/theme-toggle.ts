import { define } from "./define";

const ORDER = ["auto", "light", "dark"] as const;
type Theme = (typeof ORDER)[number];
const YEAR = 31536000;

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** `<theme-toggle data-auto data-light data-dark><button><span>` walks through the three settings of this device. */
export class ThemeToggle extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.querySelector("button")?.addEventListener("click", this.#next);
    this.#show();
  }

  #next = (): void => {
    const now = (document.documentElement.dataset.theme ?? "auto") as Theme;
    setTheme(ORDER[(ORDER.indexOf(now) + 1) % ORDER.length] ?? "auto");
    for (const other of document.querySelectorAll<ThemeToggle>("theme-toggle")) other.#show();
  };

  #show(): void {
    const text = this.dataset[document.documentElement.dataset.theme ?? "auto"];
    const target = this.querySelector("span");
    if (text && target) target.textContent = text;
  }
}

define("theme-toggle", ThemeToggle);
