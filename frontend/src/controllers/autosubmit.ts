/** Filters: a form with data-autosubmit sends itself when something changes; typing waits for a short rest. */
const REST_MS = 350;
const timers = new WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>();

export function startAutosubmit(root: Document = document): void {
  root.addEventListener("change", (event) => {
    const form = formOf(event);
    if (form && !isText(event.target)) form.requestSubmit();
  });
  root.addEventListener("input", (event) => {
    const form = formOf(event);
    if (!form || !isText(event.target)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => form.requestSubmit(), REST_MS));
  });
}

function formOf(event: Event): HTMLFormElement | null {
  return (event.target as Element).closest<HTMLFormElement>("form[data-autosubmit]");
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && ["search", "text", "number"].includes(target.type);
}
