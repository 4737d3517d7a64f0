/** What waits to be sent, on disk, so that closing the tab loses and doubles nothing: one store a database, each thing under the id it keeps for ever. */
export interface Kept {
  id: string;
  /** Whose words they are: on a phone that several people use, nobody sends another's. */
  person: string;
  at: number;
  /** Why the server didn't take it; it stays until the writer takes it back. */
  refused?: string;
}
export type Fate = "sent" | "waiting" | "refused";

const STORE = "waiting";

/** What one part of the platform has waiting. The names of databases are those phones have had from the first version on: they never change. */
export class Outbox<T extends Kept> {
  #name: string;
  #opened: Promise<IDBDatabase> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => void request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => ((this.#opened = null), reject(request.error ?? new Error("no database")));
    });
    return this.#opened;
  }

  async #run<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const transaction = (await this.#open()).transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("database"));
    });
  }

  keep(one: T): Promise<unknown> {
    return this.#run("readwrite", (store) => store.put(one));
  }

  forget(id: string): Promise<unknown> {
    return this.#run("readwrite", (store) => store.delete(id));
  }

  /** How many things wait, whoever wrote them. */
  count(): Promise<number> {
    return this.#run("readonly", (store) => store.count());
  }

  /** What one person has waiting, in the order it was written. */
  async waitingOf(person: string): Promise<T[]> {
    const all = await this.#run<T[]>("readonly", (store) => store.getAll() as IDBRequest<T[]>);
    return all.filter((one) => one.person === person).sort((a, b) => a.at - b.at);
  }
}

/** What the server says with its answer: why, and whose account it refused. */
export interface Said {
  code?: string;
  message?: string;
  person?: string;
}

/** What an answer to somebody's words means. Who has no role left gets no further by waiting; the words of another who uses this device do wait. */
export function fateOf(status: number, said: Said, person: string): Fate {
  return status === 403 && said.code === "no_role" && said.person === person ? "refused" : outcomeOf(status);
}

/** What an answer means: only 200 and 201 are sent, a refusal is final, anything else waits. */
export function outcomeOf(status: number): Fate {
  if (status === 200 || status === 201) return "sent";
  return status === 404 || status === 413 || status === 422 ? "refused" : "waiting";
}
