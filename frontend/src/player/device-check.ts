/** Before the day: can this device keep work, open without a network, seal a file, tell the time? */
import { define } from "../controllers/define";
import { say } from "./words";

const DB = "cayda-check";

class DeviceCheck extends HTMLElement {
  connectedCallback(): void {
    const checks: Record<string, () => Promise<[boolean, string]>> = { storage, worker, crypto: sealing, clock: () => clock(Number(this.dataset.now)), network, screen: size };
    void Promise.all(Object.entries(checks).map(([name, run]) => this.#run(name, run))).then((good) => {
      this.querySelector("[data-verdict]")!.textContent = say(good.every(Boolean) ? "allGood" : "notGood");
    });
  }

  async #run(name: string, run: () => Promise<[boolean, string]>): Promise<boolean> {
    const [good, words] = await run().catch((): [boolean, string] => [false, say("bad")]);
    const line = this.querySelector<HTMLElement>(`[data-check="${name}"]`);
    line?.classList.add(good ? "good" : "warn");
    if (line) line.querySelector("[data-said]")!.textContent = words;
    return good;
  }
}

function storage(): Promise<[boolean, string]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DB, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("x");
    request.onerror = () => reject(new Error("no database"));
    request.onsuccess = () => {
      const work = request.result.transaction("x", "readwrite");
      work.objectStore("x").put("1", "1");
      work.oncomplete = () => {
        request.result.close();
        indexedDB.deleteDatabase(DB);
        resolve([true, say("ok")]);
      };
      work.onerror = () => reject(new Error("no write"));
    };
  });
}

async function worker(): Promise<[boolean, string]> {
  if (!("serviceWorker" in navigator)) return [false, say("bad")];
  const wait = new Promise<null>((resolve) => setTimeout(() => resolve(null), 5000));
  const ready = await Promise.race([navigator.serviceWorker.ready, wait]);
  return ready ? [true, say("ok")] : [false, say("bad")];
}

async function sealing(): Promise<[boolean, string]> {
  await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return [true, say("ok")];
}

async function clock(server: number): Promise<[boolean, string]> {
  const seconds = Math.round(Math.abs(Date.now() - server) / 1000);
  return [true, seconds > 60 ? say("skew", { seconds }) : say("ok")];
}

async function network(): Promise<[boolean, string]> {
  const start = performance.now();
  const answer = await fetch("/healthz", { cache: "no-store" });
  const ms = Math.round(performance.now() - start);
  return [answer.ok, ms > 2000 ? say("slow", { ms }) : say("speed", { ms })];
}

async function size(): Promise<[boolean, string]> {
  return [innerWidth >= 300, say("size", { width: innerWidth, height: innerHeight })];
}

define("device-check", DeviceCheck);
