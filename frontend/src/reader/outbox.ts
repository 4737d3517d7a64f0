/**
 * Sends what waits on this phone: oldest first, in batches, one tab at a time. A change leaves the phone's memory only
 * when the server has acknowledged or refused it; sending twice is harmless, because each change carries its id.
 */
import { nextChanges, settle, waitingPersons, type Change, type Refused } from "./db";

export interface Standing {
  state: string;
  percent: number;
  score: number | null;
  help: boolean;
  paused: boolean;
}
export interface ServerMark {
  right: boolean;
  feedback: string;
  explanation: string;
}
export interface Receipt {
  done: string[];
  refused: { id: string; code: string }[];
  standing: Record<string, Standing>;
  marks: Record<string, ServerMark>;
  now: number;
}
/** `sent`: nothing waits any more; `waiting`: no network or a busy server; `signed_out`; `other_person`. */
export type Outcome = "sent" | "waiting" | "signed_out" | "other_person";

const BATCH = 100;
const PATIENCE_MS = 20_000;
export const SYNC_URL = "/lop-hoc/dong-bo/";

export type Csrf = () => string | Promise<string>;

/** The token of a page may be old when the page was kept; the cookie is always the current one. */
export function pageCsrf(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
}

export function batchOf(person: string, changes: Change[], now: number): string {
  const list = changes.map(({ id, activity, kind, block, at, data }) => ({ id, activity, kind, block, at, data }));
  return JSON.stringify({ person, sent_at: now, changes: list });
}

async function post(url: string, body: string, csrf: Csrf, keepalive: boolean): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    return await fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      keepalive: keepalive && body.length < 60_000,
      signal: abort.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": await csrf(), Accept: "application/json" },
    });
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(response: Response): Outcome | null {
  if (response.ok && response.type === "basic") return null;
  if (response.status === 409) return "other_person";
  if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") return "signed_out";
  return "waiting";
}

/** One lock for all tabs and the worker; without it a change may go twice, which is harmless. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks = (navigator as Navigator & { locks?: LockManager }).locks;
  return locks ? (locks.request("cayda-study-sync", work) as Promise<T>) : work();
}

export interface FlushOptions {
  url?: string;
  csrf: Csrf;
  onReceipt?: (receipt: Receipt) => void;
  keepalive?: boolean;
}

/** Send everything of one person that waits. */
export function flush(person: string, options: FlushOptions): Promise<Outcome> {
  return alone(() => flushAlone(person, options));
}

async function flushAlone(person: string, { url = SYNC_URL, csrf, onReceipt, keepalive = false }: FlushOptions): Promise<Outcome> {
  for (;;) {
    const changes = await nextChanges(person, BATCH);
    if (!changes.length) return "sent";
    let response: Response;
    try {
      response = await post(url, batchOf(person, changes, Date.now()), csrf, keepalive);
    } catch {
      return "waiting";
    }
    const stopped = outcomeOf(response);
    if (stopped) return response.status === 400 && changes.length === 1 ? dropUnreadable(changes) : stopped;
    const receipt = (await response.json()) as Receipt;
    await settle(receipt.done, refusedOf(changes, receipt));
    onReceipt?.(receipt);
    if (!receipt.done.length && !receipt.refused.length) return "waiting";
  }
}

async function dropUnreadable(changes: Change[]): Promise<Outcome> {
  await settle([], changes.map((change) => ({ ...change, code: "broken" })));
  return "sent";
}

export function refusedOf(changes: Change[], receipt: Receipt): Refused[] {
  const codes = new Map(receipt.refused.map(({ id, code }) => [id, code]));
  return changes.filter(({ id }) => codes.has(id)).map((change) => ({ ...change, code: codes.get(change.id)! }));
}

/** The worker's turn: whoever signed in last is the one whose changes the server takes; others stay. */
export async function flushEverybody(csrf: Csrf): Promise<void> {
  for (const person of (await waitingPersons()).keys()) {
    const outcome = await flush(person, { csrf });
    if (outcome === "waiting") throw new Error("still waiting");
  }
}

/** Send what whoever is signed in still has; says how many changes of theirs, and of anybody, are left on this device. */
export async function sendBeforeLeaving(): Promise<{ mine: number; all: number }> {
  const others = new Set<string>();
  for (const person of (await waitingPersons()).keys()) if ((await flush(person, { csrf: pageCsrf })) === "other_person") others.add(person);
  const left = [...(await waitingPersons())];
  const sum = (counts: [string, number][]): number => counts.reduce((total, [, count]) => total + count, 0);
  return { mine: sum(left.filter(([person]) => !others.has(person))), all: sum(left) };
}
