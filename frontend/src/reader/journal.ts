/** Writes down what happens while studying and gets it to the server; says all the time where things stand. */
import { addChanges, addLocal, localKey, nextChanges, refusedCount, waitingPersons, type Change } from "./db";
import { flush, pageCsrf, type Outcome, type Receipt } from "./outbox";
import { newId } from "./progress";

export interface JournalState {
  outcome: Outcome | "saving";
  waiting: boolean;
  refused: number;
  others: boolean;
}

const SOON_MS = 1200;
const RETRY_MS = 30_000;

export class Journal {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setInterval> | undefined;
  #waiting = false;
  onState: (state: JournalState) => void = () => undefined;
  onReceipt: (receipt: Receipt) => void = () => undefined;

  constructor(
    readonly person: string,
    readonly activity: string,
    readonly url: string,
  ) {}

  start(): void {
    window.addEventListener("online", this.#now);
    document.addEventListener("visibilitychange", this.#visible);
    this.#retry = setInterval(() => this.#waiting && this.#now(), RETRY_MS);
    void this.#anything();
  }

  stop(): void {
    window.removeEventListener("online", this.#now);
    document.removeEventListener("visibilitychange", this.#visible);
    clearInterval(this.#retry);
    clearTimeout(this.#timer);
  }

  /** Write a change down; it is sent soon. Resolves with its id once it is on disk. */
  async add(kind: Change["kind"], block = "", data: Record<string, unknown> = {}, right: boolean | null = null): Promise<string> {
    const change: Change = { id: newId(), person: this.person, activity: this.activity, kind, block, at: Date.now(), data };
    this.#waiting = true;
    await addChanges([change]);
    await addLocal(localKey(this.person, this.activity), change, right);
    this.onState({ outcome: navigator.onLine === false ? "waiting" : "saving", waiting: true, refused: 0, others: false });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#now, kind === "answer" || kind === "help" || kind === "finish" ? 50 : SOON_MS);
    return change.id;
  }

  /** Keep a place on this phone at once; it is sent when one stays there. */
  async remember(kind: Change["kind"], block: string): Promise<void> {
    const change: Change = { id: "", person: this.person, activity: this.activity, kind, block, at: Date.now(), data: {} };
    await addLocal(localKey(this.person, this.activity), change, null);
  }

  /** Send at once, also while the page is being left. */
  async send(keepalive = false): Promise<Outcome> {
    clearTimeout(this.#timer);
    const outcome = await flush(this.person, { url: this.url, csrf: pageCsrf, keepalive, onReceipt: (receipt) => this.onReceipt(receipt) });
    this.#waiting = outcome !== "sent";
    if (this.#waiting) void askWorkerToSync();
    await this.#say(outcome);
    return outcome;
  }

  #now = (): void => void this.send().catch(() => undefined);

  #visible = (): void => {
    if (document.visibilityState === "visible" && this.#waiting) this.#now();
  };

  async #anything(): Promise<void> {
    this.#waiting = (await nextChanges(this.person, 1)).length > 0;
    if (this.#waiting) this.#now();
    else await this.#say(null);
  }

  async #say(outcome: Outcome | null): Promise<void> {
    const refused = await refusedCount(this.person);
    const others = [...(await waitingPersons()).keys()].some((person) => person !== this.person);
    if (outcome || refused || others) this.onState({ outcome: outcome ?? "sent", waiting: this.#waiting, refused, others });
  }
}

/** Where the browser can, the service worker sends later, even when the page is gone. */
async function askWorkerToSync(): Promise<void> {
  try {
    const registration = (await navigator.serviceWorker?.getRegistration()) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
    await registration?.sync?.register("study");
  } catch {
    // not allowed or not there: the page tries again by itself
  }
}
