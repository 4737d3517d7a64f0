import { say } from "../words";

/** `data-confirm="Xoá bài này?"` on a form, a button or a link asks once, in a dialog of our own. */
const agreed = new WeakSet<Element>();

export function startConfirm(root: Document = document): void {
  root.addEventListener("click", onClick, true);
  root.addEventListener("submit", onSubmit, true);
}

function onClick(event: MouseEvent): void {
  const element = (event.target as Element | null)?.closest<HTMLElement>("a[data-confirm], button[data-confirm]");
  if (!element || agreed.delete(element) || isUnfinished(element)) return;
  hold(event);
  void ask(element).then((yes) => yes && (agreed.add(element), element.click()));
}

/** Whether a button would send a form in which something is still missing: the browser says what, and only then is there something to ask. */
function isUnfinished(element: HTMLElement): boolean {
  const form = element instanceof HTMLButtonElement && !element.formNoValidate ? element.form : null;
  return form !== null && !form.noValidate && !form.checkValidity();
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.confirm || agreed.delete(form)) return;
  hold(event);
  const submitter = event.submitter as HTMLButtonElement | null;
  void ask(form).then((yes) => yes && (agreed.add(form), form.requestSubmit(submitter)));
}

function hold(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Ask with the words on the element: data-confirm, data-confirm-more, data-confirm-yes, data-confirm-danger. */
export function ask(element: HTMLElement): Promise<boolean> {
  const { confirm: question, confirmMore, confirmYes, confirmDanger } = element.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "modal";
  dialog.setAttribute("aria-labelledby", "confirm-question");
  const title = Object.assign(document.createElement("h2"), { id: "confirm-question", textContent: question || say("sure") });
  const foot = document.createElement("div");
  foot.className = "dialog-foot";
  const yes = answer(confirmYes || say("yes"), confirmDanger === undefined ? "btn btn-primary" : "btn btn-danger");
  const no = answer(say("no"), "btn");
  foot.append(no, yes);
  dialog.append(title);
  if (confirmMore) dialog.append(Object.assign(document.createElement("p"), { className: "muted", textContent: confirmMore }));
  dialog.append(foot);
  document.body.append(dialog);
  return new Promise((resolve) => {
    yes.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      element.focus();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    no.focus();
  });
}

function answer(text: string, className: string): HTMLButtonElement {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
}
