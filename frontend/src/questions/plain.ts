/** What widgets of plain controls share. */
import type { Host, Response, Widget } from "./types";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export const all = <T extends Element>(root: ParentNode, selector: string): T[] => [...root.querySelectorAll<T>(selector)];

/** A widget whose controls say everything: it hears `input` and `change` of all of them. */
export function plain(read: (root: HTMLElement) => Response, write: (root: HTMLElement, response: Response) => void): Widget {
  return {
    ready(root: HTMLElement, host: Host): void {
      let last = JSON.stringify(read(root));
      const heard = (): void => {
        mark(root);
        const now = JSON.stringify(read(root));
        if (now === last) return;
        last = now;
        host.changed();
      };
      root.addEventListener("input", heard);
      root.addEventListener("change", heard);
      mark(root);
    },
    read,
    write(root: HTMLElement, response: Response): void {
      write(root, response);
      mark(root);
    },
  };
}

/** Options carry a class beside their state: older web views have no `:has()`. */
export function mark(root: HTMLElement): void {
  for (const option of all<HTMLElement>(root, ".opt")) option.classList.toggle("chosen", !!option.querySelector<HTMLInputElement>("input")?.checked);
}

export const own = (root: HTMLElement, controls: Control[]): Control[] => controls.filter((one) => one.closest("[data-question]") === root);

/** A select or text control per key: `{key: value}` without empty ones, null when all are empty. */
export function keyed(selector: string, key: string): Widget {
  return plain(
    (root) => {
      const said: Record<string, string> = {};
      for (const control of own(root, all<Control>(root, selector))) {
        const value = control.value.replace(/\s+/g, " ").trim();
        if (value) said[control.dataset[key]!] = value;
      }
      return Object.keys(said).length ? said : null;
    },
    (root, response) => {
      const said = (response ?? {}) as Record<string, string>;
      for (const control of own(root, all<Control>(root, selector))) control.value = said[control.dataset[key]!] ?? "";
    },
  );
}
