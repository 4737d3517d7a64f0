/** The tools beside the questions: size of letters, contrast, scratch notes, the calculator where it is allowed. */
import type { Engine } from "./engine";

export function bindTools(dialog: HTMLDialogElement, player: HTMLElement, engine: Engine, changed: () => void): void {
  const scratch = dialog.querySelector<HTMLTextAreaElement>("[data-scratch]")!;
  scratch.value = engine.kept.scratch;
  scratch.oninput = () => void engine.note({ scratch: scratch.value.slice(0, 10_000) });
  dialog.querySelector<HTMLElement>("[data-calculator-box]")!.hidden = !engine.pack?.rules.calculator;
  for (const button of dialog.querySelectorAll<HTMLButtonElement>("[data-size]"))
    button.onclick = () => {
      void engine.note({ size: button.dataset.size ?? "" });
      changed();
    };
  const contrast = dialog.querySelector<HTMLInputElement>("[data-contrast]")!;
  contrast.onchange = () => player.classList.toggle("contrast", contrast.checked);
}
