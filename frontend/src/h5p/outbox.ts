import type { PieceOfState } from "./messages";

/** A change waiting for the server. `key` makes states of one piece replace each other; `person` binds it to whoever did it. */
export interface Waiting {
  key: string;
  person: string;
  package: string;
  activity: string;
  block: string;
  change: Record<string, unknown> & { id: string; kind: string; at: number };
}
interface Kept extends PieceOfState {
  key: string;
}
export type Place = Pick<Waiting, "person" | "package" | "activity">;
export interface Answer {
  status: number;
  field?: string;
}
export type Send = (body: Record<string, unknown>) => Promise<Answer>;

const NAME = "cayda-h5p";
const BATCH = 50;
const FORGET_MS = 60 * 24 * 3600 * 1000;
const placeKey = ({ person, package: id, activity }: Place): string => `${person}|${id}|${activity}|`;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("storage"));
  });
}

/** Where the device keeps the changes and the last states. */
export interface Store {
  put: (name: "waiting" | "states", row: { key: string }) => Promise<void>;
  all: <T>(name: "waiting" | "states", prefix: string) => Promise<T[]>;
  remove: (name: "waiting" | "states", key: string, unlessAfter?: number) => Promise<void>;
}

export class DeviceStore implements Store {
  #open: Promise<IDBDatabase> | null = null;

  #db(): Promise<IDBDatabase> {
    this.#open ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("waiting", { keyPath: "key" });
        request.result.createObjectStore("states", { keyPath: "key" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("storage"));
    });
    return this.#open;
  }

  async put(name: "waiting" | "states", row: { key: string }): Promise<void> {
    await done((await this.#db()).transaction(name, "readwrite").objectStore(name).put(row));
  }

  async all<T>(name: "waiting" | "states", prefix: string): Promise<T[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await done((await this.#db()).transaction(name).objectStore(name).getAll(range))) as T[];
  }

  /** Remove a row, unless a newer change has taken its key meanwhile. */
  async remove(name: "waiting" | "states", key: string, unlessAfter?: number): Promise<void> {
    const rows = (await this.#db()).transaction(name, "readwrite").objectStore(name);
    const row = (await done(rows.get(key))) as Waiting | Kept | undefined;
    const at = row && "change" in row ? row.change.at : row?.at;
    if (row && (unlessAfter === undefined || (at ?? 0) <= unlessAfter)) await done(rows.delete(key));
  }
}

/** For where the device has no storage (private windows of old browsers): lasts as long as the page. */
export class PageStore implements Store {
  #rows = { waiting: new Map<string, { key: string }>(), states: new Map<string, { key: string }>() };
  async put(name: "waiting" | "states", row: { key: string }): Promise<void> {
    this.#rows[name].set(row.key, row);
  }
  async all<T>(name: "waiting" | "states", prefix: string): Promise<T[]> {
    return [...this.#rows[name].values()].filter(({ key }) => key.startsWith(prefix)) as T[];
  }
  async remove(name: "waiting" | "states", key: string, unlessAfter?: number): Promise<void> {
    const row = this.#rows[name].get(key) as Waiting | undefined;
    if (row && (unlessAfter === undefined || (row.change?.at ?? 0) <= unlessAfter)) this.#rows[name].delete(key);
  }
}

/** Keeps changes on the device until the server has acknowledged them; only ever sends those of one person. */
export class Outbox {
  constructor(
    private store: Store,
    private place: Place,
    private send: Send,
  ) {}

  async keepState(piece: PieceOfState, block: string): Promise<void> {
    const key = `${placeKey(this.place)}${piece.sub}|${piece.data_id}`;
    const { sub, data_id, data, at } = piece;
    await this.store.put("states", { key, ...piece } as Kept);
    await this.store.put("waiting", { key, ...this.place, block, change: { id: crypto.randomUUID(), kind: "state", sub, data_id, data, at } } as Waiting);
  }

  async keep(kind: "statement" | "finished", more: Record<string, unknown>, block: string, at = Date.now()): Promise<void> {
    const id = crypto.randomUUID();
    const key = `${placeKey(this.place)}~${String(at).padStart(15, "0")}|${id}`;
    await this.store.put("waiting", { key, ...this.place, block, change: { id, kind, at, ...more } } as Waiting);
  }

  /** What the device knows of where the learner stopped here; old rows are forgotten on the way. */
  async states(now = Date.now()): Promise<PieceOfState[]> {
    const rows = await this.store.all<Kept>("states", placeKey(this.place));
    for (const row of rows) if (row.at < now - FORGET_MS) await this.store.remove("states", row.key);
    return rows.filter((row) => row.at >= now - FORGET_MS);
  }

  async count(): Promise<number> {
    return (await this.store.all("waiting", placeKey(this.place))).length;
  }

  /** Send what waits here, oldest first. `kept`: no network; `other`: this device's changes are somebody else's; `refused`. */
  async flush(): Promise<"sent" | "nothing" | "kept" | "other" | "refused"> {
    let outcome: "sent" | "nothing" = "nothing";
    for (;;) {
      const waiting = await this.store.all<Waiting>("waiting", placeKey(this.place));
      if (!waiting.length) return outcome;
      const block = waiting[0]!.block;
      const batch = waiting.filter((row) => row.block === block).slice(0, BATCH);
      const { person, package: id, activity } = this.place;
      const answer = await this.send({ person, package: id, activity, block, changes: batch.map((row) => row.change) }).catch(() => null);
      if (!answer || answer.status >= 500 || answer.status === 429) return "kept";
      if (answer.status === 409) return "other";
      const gone = answer.status === 200 ? batch : answer.status === 400 ? [batch[bad(answer.field)] ?? batch[0]!] : null;
      if (!gone) return "refused";
      for (const row of gone) await this.store.remove("waiting", row.key, row.change.at);
      outcome = "sent";
    }
  }
}

function bad(field = ""): number {
  return Number(/^changes\.(\d+)/.exec(field)?.[1] ?? 0);
}

/** Join what the server and the device know: of each piece the newest; pieces the content deleted stay away. */
export function newest(...known: PieceOfState[][]): PieceOfState[] {
  const best = new Map<string, PieceOfState>();
  for (const piece of known.flat()) {
    const key = `${piece.sub}/${piece.data_id}`;
    if ((best.get(key)?.at ?? -1) < piece.at) best.set(key, piece);
  }
  return [...best.values()].filter(({ data }) => data !== "");
}
