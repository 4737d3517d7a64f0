import { countAll, forget, keep, type Waiting, waitingOf } from "./outbox";
import { deliver, type Outcome } from "./sending";
import { markWaiting } from "./marks";

const FIRST_PAUSE_MS = 5000;
const LAST_PAUSE_MS = 60_000;

/** What became of one message that waited. */
export interface Tried {
  one: Waiting;
  outcome: Outcome;
}
let pause = FIRST_PAUSE_MS;
let retry: ReturnType<typeof setTimeout> | undefined;
let turn: Promise<void> = Promise.resolve();

/**
 * Send what one person has waiting in all its conversations, from whichever page it looks at: each conversation in its order, one tab at a
 * time. A message that has to wait holds up its own conversation only; without a network all wait. Tries again by itself.
 */
export function flush(person: string, upload = ""): Promise<void> {
  const locks = (navigator as Navigator & { locks?: LockManager }).locks;
  const alone = (): Promise<void> => flushAlone(person, upload);
  turn = turn.then(() => (locks ? (locks.request("cayda-chat", alone) as Promise<void>) : alone())).catch(() => again(person, upload));
  return turn;
}

async function flushAlone(person: string, upload: string): Promise<void> {
  const stuck = new Set<string>();
  for (let isCutOff = false; !isCutOff; ) {
    const one = (await waitingOf(person)).find((kept) => !kept.refused && !stuck.has(kept.url));
    if (!one) break;
    const outcome = await deliver(one, one.upload ?? upload);
    if (outcome.sent === "waiting") stuck.add(one.url);
    else pause = FIRST_PAUSE_MS;
    if (outcome.sent === "refused") await keep(Object.assign(one, { refused: outcome.message }));
    if (outcome.sent === "sent") await forget(one.id);
    document.dispatchEvent(new CustomEvent<Tried>("chat:tried", { detail: { one, outcome } }));
    if (outcome.care) location.assign(outcome.care);
    isCutOff = !!outcome.cutOff;
  }
  if (stuck.size) again(person, upload);
  else if (!(await countAll())) markWaiting(false);
}

function again(person: string, upload: string): void {
  clearTimeout(retry);
  retry = setTimeout(() => void flush(person, upload), pause);
  pause = Math.min(pause * 2, LAST_PAUSE_MS);
}

export function onTried(listener: (tried: Tried) => void): () => void {
  const hear = (event: Event): void => listener((event as CustomEvent<Tried>).detail);
  document.addEventListener("chat:tried", hear);
  return () => document.removeEventListener("chat:tried", hear);
}
