/** The page's side of the service worker: keep a lesson for reading offline, drop it, list what is kept. */
export interface KeptLesson {
  key: string;
  title: string;
  url: string;
  files: number;
  size_bytes: number;
  kept_at: string;
}
export interface KeepProgress {
  done: number;
  all: number;
}

function worker(): Promise<ServiceWorker> {
  if (!("serviceWorker" in navigator)) return Promise.reject(new Error("no service worker here"));
  return navigator.serviceWorker.ready.then((registration) => {
    if (!registration.active) throw new Error("the service worker is not active");
    return registration.active;
  });
}

/** Ask the worker and wait for its last word; `onProgress` hears the steps in between. */
export async function askWorker<T>(message: Record<string, unknown>, onProgress?: (progress: KeepProgress) => void): Promise<T> {
  const active = await worker();
  return new Promise<T>((resolve, reject) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      if (data?.type === "progress") return onProgress?.(data as KeepProgress);
      channel.port1.close();
      if (data?.type === "error") reject(new Error(String(data.message)));
      else resolve(data as T);
    };
    active.postMessage(message, [channel.port2]);
  });
}

/** Keep a lesson: its page first, then every file it needs. */
export function keepLesson(
  lesson: { key: string; title: string; urls: string[] },
  onProgress?: (progress: KeepProgress) => void,
): Promise<KeptLesson> {
  return askWorker<{ lesson: KeptLesson }>({ type: "keep", ...lesson }, onProgress).then((answer) => answer.lesson);
}

export function dropLesson(key: string): Promise<void> {
  return askWorker({ type: "drop", key }).then(() => undefined);
}

export function keptLessons(): Promise<KeptLesson[]> {
  return askWorker<{ lessons: KeptLesson[] }>({ type: "list" }).then((answer) => answer.lessons);
}

/** Forget everything kept for the person who signs out. */
export function forgetAll(): Promise<void> {
  return askWorker({ type: "forget" }).then(() => undefined);
}

/** What this page has loaded from our own host: styles, scripts, fonts, pictures. Kept together with the lesson. */
export function pageFiles(): string[] {
  const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const kinds = new Set(["script", "link", "css", "img", "font", "other"]);
  return loaded.filter((entry) => kinds.has(entry.initiatorType) && entry.name.startsWith(location.origin) && !/\/ws\//.test(entry.name)).map((entry) => entry.name);
}
