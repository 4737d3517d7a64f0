/** Dialogs: `data-open="id"` shows one, `data-close` or the backdrop hides it, focus goes back to the opener. */

const openers = new WeakMap<HTMLDialogElement, HTMLElement>();

export function openDialog(dialog: HTMLDialogElement, opener?: HTMLElement | null): void {
  if (dialog.open) return;
  if (opener) openers.set(dialog, opener);
  dialog.showModal();
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element | null;
  const opener = target?.closest<HTMLElement>("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      openDialog(dialog, opener);
    }
    return;
  }
  const dialog = target?.closest("dialog");
  if (dialog && (target?.closest("[data-close]") || target === dialog)) dialog.close();
}

function onClose(event: Event): void {
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement) openers.get(dialog)?.focus();
}

export function startDialogs(root: Document = document): void {
  root.addEventListener("click", onClick);
  root.addEventListener("close", onClose, true);
}
