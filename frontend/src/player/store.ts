/** The device's own memory of attempts: written before anything else, read after a reload, a crash, an empty battery. */
import type { Kept, Pack } from "./types";

const NAME = "cayda-tests";
let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("attempts", { keyPath: "attempt" });
      request.result.createObjectStore("packs");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => (request.result.close(), (opened = null));
      resolve(request.result);
    };
    request.onerror = () => ((opened = null), reject(request.error ?? new Error("no database")));
  });
  return opened;
}

async function run<T>(store: string, mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    // Strict: what is acknowledged to the pupil is on the disk.
    const transaction = database.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("database"));
  });
}

export const keep = (kept: Kept): Promise<unknown> => run("attempts", "readwrite", (store) => store.put(kept));
export const recall = (attempt: string): Promise<Kept | undefined> => run("attempts", "readonly", (store) => store.get(attempt) as IDBRequest<Kept | undefined>);
export const keepPack = (attempt: string, pack: Pack): Promise<unknown> => run("packs", "readwrite", (store) => store.put(pack, attempt));
export const recallPack = (attempt: string): Promise<Pack | undefined> => run("packs", "readonly", (store) => store.get(attempt) as IDBRequest<Pack | undefined>);

export async function forget(attempt: string): Promise<void> {
  await run("attempts", "readwrite", (store) => store.delete(attempt));
  await run("packs", "readwrite", (store) => store.delete(attempt));
}

/** A name for this browser on this device, made once. */
export function deviceName(): string {
  try {
    const known = localStorage.getItem("cayda-device");
    if (known) return known;
    const made = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem("cayda-device", made);
    return made;
  } catch {
    return `tam-${Math.random().toString(36).slice(2, 14)}`;
  }
}
