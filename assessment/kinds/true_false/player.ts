import { all, plain } from "../../../frontend/src/questions/plain";

const radios = (root: HTMLElement): HTMLInputElement[] => all<HTMLInputElement>(root, "input[data-statement]");

export const widget = plain(
  (root) => {
    const said = Object.fromEntries(radios(root).filter((one) => one.checked).map((one) => [one.dataset.statement!, one.value === "true"]));
    return Object.keys(said).length ? said : null;
  },
  (root, response) => {
    const said = (response ?? {}) as Record<string, boolean>;
    for (const radio of radios(root)) radio.checked = said[radio.dataset.statement!] === (radio.value === "true");
  },
);
