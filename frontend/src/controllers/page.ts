const TAB_BEFORE_PX = 48;

/** What every page does: know whether there is a network, "/" to search, focus the error summary, pressed choices. */
export function startPage(root: Document = document): void {
  const network = (): void => {
    root.documentElement.dataset.net = navigator.onLine === false ? "off" : "on";
  };
  network();
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  window.addEventListener("online", () => {
    if (root.querySelector("[data-reload=online]")) location.reload(); // the page that stood in for another, which can be had again
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const search = root.querySelector<HTMLInputElement>('input[data-key="/"]');
    if (!search?.offsetParent) return;
    event.preventDefault();
    search.focus();
  });
  root.addEventListener("click", (event) => {
    if ((event.target as Element | null)?.closest("[data-reload]")) location.reload();
    if ((event.target as Element | null)?.closest("[data-print]")) window.print();
  });
  root.addEventListener("change", (event) => markChosen(event.target));
  for (const input of root.querySelectorAll<HTMLInputElement>(".opt input:checked, .opt-poll input:checked")) markChosen(input);
  for (const tab of root.querySelectorAll<HTMLElement>(".tabs > [aria-current]")) showTab(tab);
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** Tabs scroll sideways on a phone: the one that is open comes into sight, with a bit of the one before it. */
export function showTab(tab: HTMLElement): void {
  const row = tab.parentElement!;
  if (tab.offsetLeft + tab.offsetWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - TAB_BEFORE_PX;
}

/** Old WebViews know no :has(), so the chosen option of a list carries a class. */
export function markChosen(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement)) return;
  const option = target.closest<HTMLElement>(".opt, .opt-poll, .choice");
  if (!option) return;
  if (target.type === "radio") {
    const group = target.closest("form, fieldset, [role=radiogroup]") ?? document;
    for (const other of group.querySelectorAll<HTMLInputElement>(`input[type="radio"][name="${CSS.escape(target.name)}"]`)) {
      other.closest(".opt, .opt-poll, .choice")?.classList.toggle("chosen", other.checked);
    }
  } else option.classList.toggle("chosen", target.checked);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}
