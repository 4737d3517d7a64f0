/** What waits to be sent, on disk: in order, each under the id it keeps, so that closing the tab loses and doubles nothing. */
export interface KeptFile {
  blob: Blob;
  name: string;
  voice?: boolean;
  seconds?: number;
  wave?: number[];
  /** What a picture shows, for who doesn't see it. */
  alt?: string;
  /** What the server calls it, once it has it. */
  uuid?: string;
}
export interface Waiting {
  id: string;
  /** Whose words they are: on a phone that several people use, nobody sends another's. */
  person: string;
  url: string;
  body: string;
  urgent: boolean;
  files?: KeptFile[];
  /** The message it answers. */
  reply?: string;
  at: number;
  /** Why the server didn't take it; it stays until the writer takes it back. */
  refused?: string;
}
export type Sent = "sent" | "waiting" | "refused";

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("cayda-chat", 1);
    request.onupgradeneeded = () => void request.result.createObjectStore("waiting", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => ((opened = null), reject(request.error ?? new Error("no database")));
  });
  return opened;
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction("waiting", mode);
  const request = work(transaction.objectStore("waiting"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("database"));
  });
}

export const keep = (one: Waiting): Promise<unknown> => run("readwrite", (store) => store.put(one));
export const forget = (id: string): Promise<unknown> => run("readwrite", (store) => store.delete(id));

/** The messages one person has waiting in one conversation, in the order they were written. */
export async function waitingFor(person: string, url: string): Promise<Waiting[]> {
  const all = await run<Waiting[]>("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>);
  return all.filter((one) => one.url === url && one.person === person).sort((a, b) => a.at - b.at);
}

/** What an answer means: only 200 and 201 are sent, a refusal is final, anything else waits. */
export function outcomeOf(status: number): Sent {
  if (status === 200 || status === 201) return "sent";
  return status === 404 || status === 413 || status === 422 ? "refused" : "waiting";
}
