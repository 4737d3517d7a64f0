/** A form that leaves the page is sent once, however often its button is pressed while the answer is awaited. */
const AWAITED_MS = 4000;
let sending = new WeakSet<HTMLFormElement>();

export function startOnce(root: Document = document): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sending.has(form)) return event.preventDefault();
    setTimeout(() => {
      if (event.defaultPrevented) return; // a script sends it and minds that itself
      sending.add(form);
      setTimeout(() => sending.delete(form), AWAITED_MS); // a download leaves the page where it is
    });
  });
  window.addEventListener("pageshow", () => (sending = new WeakSet()));
}
