/** Menus made of <details data-menu>: one open at a time, closed by Escape, by a click outside and by leaving. */

const OPEN = "details[data-menu][open]";

function close(menu: HTMLDetailsElement, refocus = false): void {
  menu.open = false;
  if (refocus) menu.querySelector<HTMLElement>("summary")?.focus();
}

export function startMenus(root: Document = document): void {
  root.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll<HTMLDetailsElement>(OPEN)) {
      if (!menu.contains(event.target as Node)) close(menu);
    }
  });
  root.addEventListener("keydown", (event) => {
    const menu = root.querySelector<HTMLDetailsElement>(OPEN);
    if (!menu) return;
    if (event.key === "Escape") close(menu, true);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(menu, event);
  });
  root.addEventListener("focusout", (event) => {
    const menu = (event.target as Element).closest<HTMLDetailsElement>(OPEN);
    const next = event.relatedTarget as Node | null;
    if (menu && next && !menu.contains(next)) close(menu);
  });
}

function move(menu: HTMLDetailsElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll<HTMLElement>("a[href], button:not([disabled])")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
