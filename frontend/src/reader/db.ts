/** The phone's own memory of studying: changes waiting to be sent, changes refused, and what has been done locally. */
export interface Change {
  id: string;
  person: string;
  activity: string;
  kind: "seen" | "position" | "answer" | "note" | "help" | "time" | "finish";
  block: string;
  at: number;
  data: Record<string, unknown>;
}
export interface Refused extends Change {
  code: string;
}
export interface Given {
  answer: unknown;
  right: boolean | null;
}
/** What this phone knows of one person in one activity, newer than a page kept for offline reading. */
export interface Local {
  key: string;
  seen: string[];
  position: string;
  positionAt: number;
  done: boolean;
  answers: Record<string, Given>;
  notes: Record<string, string>;
}

const NAME = "cayda-study";
const VERSION = 1;
let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const changes = request.result.createObjectStore("changes", { keyPath: "id" });
      changes.createIndex("person", ["person", "at"]);
      request.result.createObjectStore("refused", { keyPath: "id" });
      request.result.createObjectStore("local", { keyPath: "key" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => (request.result.close(), (opened = null));
      resolve(request.result);
    };
    request.onerror = () => ((opened = null), reject(request.error ?? new Error("no database")));
  });
  return opened;
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("database"));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("database"));
  });
}

/** Keep changes before anything is sent; resolves once they are on disk. */
export async function addChanges(changes: Change[]): Promise<void> {
  const transaction = (await open()).transaction("changes", "readwrite");
  for (const change of changes) transaction.objectStore("changes").put(change);
  await finished(transaction);
}

/** The oldest changes of a person, up to `limit`. */
export async function nextChanges(person: string, limit: number): Promise<Change[]> {
  const store = (await open()).transaction("changes").objectStore("changes");
  return result(store.index("person").getAll(IDBKeyRange.bound([person, 0], [person, Infinity]), limit)) as Promise<Change[]>;
}

export async function waitingPersons(): Promise<Map<string, number>> {
  const all = (await result((await open()).transaction("changes").objectStore("changes").getAll())) as Change[];
  const counts = new Map<string, number>();
  for (const { person } of all) counts.set(person, (counts.get(person) ?? 0) + 1);
  return counts;
}

/** Forget what the server has acknowledged and set aside what it refused, together. */
export async function settle(done: string[], refused: Refused[]): Promise<void> {
  const transaction = (await open()).transaction(["changes", "refused"], "readwrite");
  for (const id of [...done, ...refused.map((one) => one.id)]) transaction.objectStore("changes").delete(id);
  for (const one of refused) transaction.objectStore("refused").put(one);
  await finished(transaction);
}

export async function refusedCount(person: string): Promise<number> {
  const all = (await result((await open()).transaction("refused").objectStore("refused").getAll())) as Refused[];
  return all.filter((one) => one.person === person && ["answer", "note", "finish", "help"].includes(one.kind)).length;
}

export const localKey = (person: string, activity: string): string => `${person}/${activity}`;

export function emptyLocal(key: string): Local {
  return { key, seen: [], position: "", positionAt: 0, done: false, answers: {}, notes: {} };
}

export async function readLocal(key: string): Promise<Local> {
  const found = (await result((await open()).transaction("local").objectStore("local").get(key))) as Local | undefined;
  return found ?? emptyLocal(key);
}

/** Add to what is known locally, in one transaction, so that two tabs don't overwrite each other. */
export async function addLocal(key: string, change: Change, right: boolean | null): Promise<void> {
  const transaction = (await open()).transaction("local", "readwrite");
  const store = transaction.objectStore("local");
  const known = ((await result(store.get(key))) as Local | undefined) ?? emptyLocal(key);
  store.put(withChange(known, change, right));
  await finished(transaction);
}

export function withChange(known: Local, change: Change, right: boolean | null): Local {
  const local = { ...known, seen: [...known.seen], answers: { ...known.answers }, notes: { ...known.notes } };
  if ((change.kind === "seen" || change.kind === "answer") && change.block && !local.seen.includes(change.block)) local.seen.push(change.block);
  if (change.kind === "position" && change.at >= local.positionAt) Object.assign(local, { position: change.block, positionAt: change.at });
  if (change.kind === "answer" && !(local.answers[change.block]?.right && !right)) local.answers[change.block] = { answer: change.data.answer, right };
  if (change.kind === "note") local.notes[change.block] = String(change.data.text ?? "");
  if (change.kind === "finish") local.done = true;
  return local;
}

/** Forget what is known locally, except of those whose changes still wait to be sent. */
export async function forgetSettled(): Promise<void> {
  const waiting = await waitingPersons();
  const transaction = (await open()).transaction(["local", "refused"], "readwrite");
  const local = transaction.objectStore("local");
  for (const key of (await result(local.getAllKeys())) as string[]) if (!waiting.has(key.split("/")[0]!)) local.delete(key);
  transaction.objectStore("refused").clear();
  await finished(transaction);
}

/** Tests start from nothing. */
export async function forgetDatabase(): Promise<void> {
  (await opened)?.close();
  opened = null;
  await result(indexedDB.deleteDatabase(NAME) as unknown as IDBRequest<unknown>);
}
