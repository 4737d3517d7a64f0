import { type Kept, Outbox, fateOf } from "../offline/outbox";
import { say } from "../words";

/**
 * What is written on the feed without a network: kept on disk under the id it has for ever, sent when there is one, never twice.
 * Reactions are wishes: the last one of a post counts.
 */
export interface Waiting extends Kept {
  what: "comment" | "react" | "post";
  url: string;
  /** The fields of the form, files included. */
  fields: [string, string | File][];
}
export interface Sent {
  one: Waiting;
  outcome: "sent" | "waiting" | "refused";
  answer: Record<string, unknown>;
}
const FIRST_PAUSE_MS = 5000;
const LAST_PAUSE_MS = 120_000;
const PATIENCE_MS = 60_000;

const box = new Outbox<Waiting>("cayda-feed");
let pause = FIRST_PAUSE_MS;
let retry: ReturnType<typeof setTimeout> | undefined;

export const keep = (one: Waiting): Promise<unknown> => box.keep(one);
export const forget = (id: string): Promise<unknown> => box.forget(id);

/** What one person has waiting, in the order it was written; the server refuses words of somebody else who is signed in now. */
export const waitingOf = (person: string): Promise<Waiting[]> => box.waitingOf(person);

const REWRITE = "#viet-lai=";

/** Where a post that wasn't taken is written anew: the writing page of its kind, which finds its words and files by the id. */
export function rewriteUrl(one: Waiting): string {
  const kind = one.fields.find(([name]) => name === "kind")?.[1];
  return `${one.url}${typeof kind === "string" && kind ? `?loai=${encodeURIComponent(kind)}` : ""}${REWRITE}${one.id}`;
}

/** The post a writing page was opened for to write it anew. */
export async function toRewrite(person: string): Promise<Waiting | undefined> {
  if (!location.hash.startsWith(REWRITE)) return undefined;
  return (await waitingOf(person)).find((one) => one.id === location.hash.slice(REWRITE.length));
}

/** The token of a page that was kept may be old; the cookie is the current one. */
function token(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}

export function formOf(one: Waiting): FormData {
  const form = new FormData();
  for (const [name, value] of one.fields) if (name !== "csrfmiddlewaretoken") form.append(name, value);
  form.set("person", one.person);
  return form;
}

/** Send what waits, oldest first, one tab at a time; stops at the first that has to wait and tries again later. */
export function flush(person: string): Promise<void> {
  const locks = (navigator as Navigator & { locks?: LockManager }).locks;
  return locks ? (locks.request("cayda-feed", () => flushAlone(person)) as Promise<void>) : flushAlone(person);
}

async function flushAlone(person: string): Promise<void> {
  for (const one of await waitingOf(person)) {
    if (one.refused) continue;
    const sent = await send(one);
    document.dispatchEvent(new CustomEvent<Sent>("feed:sent", { detail: sent }));
    if (sent.outcome === "waiting") {
      clearTimeout(retry);
      retry = setTimeout(() => void flush(person), pause);
      pause = Math.min(pause * 2, LAST_PAUSE_MS);
      return;
    }
    pause = FIRST_PAUSE_MS;
  }
}

async function send(one: Waiting): Promise<Sent> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    const response = await fetch(one.url, { method: "POST", body: formOf(one), headers, signal: abort.signal, redirect: "manual" });
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    const outcome = response.type === "opaqueredirect" ? "waiting" : fateOf(response.status, answer, one.person);
    if (outcome === "sent") await settle(one);
    if (typeof answer.care === "string") location.assign(answer.care);
    if (outcome === "refused") {
      const refused = { ...one, refused: String(answer.message ?? say("failed")) };
      await keep(refused);
      return { one: refused, outcome, answer };
    }
    return { one, outcome, answer };
  } catch {
    return { one, outcome: "waiting", answer: {} };
  } finally {
    clearTimeout(timer);
  }
}

/** Forget what was sent, unless the wish changed meanwhile. */
async function settle(one: Waiting): Promise<void> {
  const now = (await waitingOf(one.person)).find((other) => other.id === one.id);
  if (now && now.at === one.at) await forget(one.id);
}

export function onSent(listener: (sent: Sent) => void): () => void {
  const hear = (event: Event): void => listener((event as CustomEvent<Sent>).detail);
  document.addEventListener("feed:sent", hear);
  return () => document.removeEventListener("feed:sent", hear);
}
