import { forgetAll } from "../offline/client";
import { forgetSettled } from "../reader/db";
import { sendBeforeLeaving } from "../reader/outbox";
import { stopPush } from "../offline/push";
import { say } from "../words";
import { ask } from "./confirm";

const SEND_MS = 8000;
const FORGET_MS = 1500;
const FLAG = "shared-device";

const within = <T>(milliseconds: number, work: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([work.catch(() => otherwise), new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), milliseconds))]);

const isShared = (): boolean => document.querySelector("[data-shared-device]") !== null;

/**
 * Get ready to sign out: send what waits, ask when some of it can't be sent, forget what was kept for reading. What
 * can't be sent stays on the device and goes out when the same person signs in there again. Resolves with whether to go.
 */
export async function leave(form: HTMLFormElement): Promise<boolean> {
  const waiting = await within(SEND_MS, sendBeforeLeaving(), { mine: 0, all: 1 });
  if (waiting.mine && !(await askToLeave(waiting.mine))) return false;
  if (navigator.serviceWorker?.controller) await within(FORGET_MS, forgetAll(), undefined);
  await within(FORGET_MS, stopPush(), undefined);
  if (isShared()) await forgetShared();
  // Only then may a shared device be wiped: the server asks the browser for it when it reads this.
  if (!waiting.all) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sent", value: "all" }));
  return true;
}

function askToLeave(count: number): Promise<boolean> {
  const question = document.createElement("span");
  Object.assign(question.dataset, { confirm: say("leaveUnsent", { count }), confirmMore: say("leaveUnsentMore"), confirmYes: say("leaveYes") });
  return ask(question);
}

/** Note on a shared device that somebody is signed in: when the time is up the next page has to tidy. */
export function noteShared(): void {
  try {
    if (isShared()) localStorage.setItem(FLAG, "1");
  } catch {
    // no storage: nothing was kept either
  }
}

/** On the sign-in page of a shared device whose session has ended by itself: what the one before kept goes, unsent work stays. */
export async function tidyAfterShared(): Promise<void> {
  if ("signedIn" in document.body.dataset || !flagged()) return;
  if (navigator.serviceWorker?.controller) await within(FORGET_MS, forgetAll(), undefined);
  await forgetShared();
}

async function forgetShared(): Promise<void> {
  await forgetSettled().catch(() => undefined);
  localStorage.removeItem(FLAG);
}

function flagged(): boolean {
  try {
    return localStorage.getItem(FLAG) === "1";
  } catch {
    return false;
  }
}
