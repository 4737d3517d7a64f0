/// <reference lib="webworker" />
import { rangeOf } from "../offline/range";
import { flushEverybody } from "../reader/outbox";
import { readPush } from "../offline/push";
import { dropLesson, keepLesson, LESSONS, listLessons } from "../offline/store";

/** Written in front of this file by Django: which build this is and what belongs to the shell. */
interface Shell {
  version: string;
  files: string[];
  offline: string;
  static: string;
}
declare const self: ServiceWorkerGlobalScope & { __shell: Shell };

const shell = self.__shell;
const SHELL = `shell-${shell.version}`;
const STATIC = "static-v1";
const PAGES = "pages-v1";
const KEEP_PAGES = 16;
const KEEP_STATIC = 160;
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...shell.files, shell.offline]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const keep = new Set([SHELL, STATIC, PAGES, LESSONS]);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => !keep.has(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith(`${shell.static}assets/`)) event.respondWith(builtFile(request));
  else if (!request.headers.has("HX-Request")) event.respondWith(other(request));
});

/** A file with a hash in its name never changes. */
async function builtFile(request: Request): Promise<Response> {
  const known = await caches.match(request, { ignoreVary: true });
  if (known) return known;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(STATIC);
    await cache.put(request, response.clone());
    await prune(cache, KEEP_STATIC);
  }
  return response;
}

/** Pages: the network first; what is kept when it fails, or when it keeps a pupil waiting for a kept lesson. */
async function page(request: Request): Promise<Response> {
  const lessons = await caches.open(LESSONS);
  const kept = await lessons.match(request, { ignoreVary: true });
  try {
    const response = await (kept ? Promise.race([fetch(request), rest(PATIENCE_MS)]) : fetch(request));
    if (!response) return kept as Response;
    if (kept && response.status >= 500) return kept;
    await remember(request, response);
    return response;
  } catch {
    const pages = await caches.open(PAGES);
    const found = kept ?? (await lessons.match(request, { ignoreVary: true, ignoreSearch: true })) ?? (await pages.match(request, { ignoreVary: true }));
    return found ?? (await caches.match(shell.offline, { ignoreVary: true })) ?? Response.error();
  }
}

async function remember(request: Request, response: Response): Promise<void> {
  const personal = /no-store/.test(response.headers.get("Cache-Control") ?? "");
  if (!response.ok || response.redirected || personal || response.type !== "basic") return;
  const cache = await caches.open(PAGES);
  await cache.put(request, response.clone());
  await prune(cache, KEEP_PAGES);
}

/** Pictures, media, captions: the network first, then what belongs to a kept lesson. */
async function other(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const lessons = await caches.open(LESSONS);
    const kept = (await lessons.match(request.url, { ignoreVary: true })) ?? (await lessons.match(request.url, { ignoreVary: true, ignoreSearch: true })) ?? (await caches.match(request.url, { ignoreVary: true }));
    if (!kept) throw error;
    return request.headers.has("range") ? rangeOf(request, kept) : kept;
  }
}

async function prune(cache: Cache, limit: number): Promise<void> {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - limit)).map((key) => cache.delete(key)));
}

function rest(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
}

async function forget(): Promise<void> {
  await Promise.all([caches.delete(LESSONS), caches.delete(PAGES)]);
}

self.addEventListener("message", (event) => {
  const port = event.ports[0];
  const answer = (data: unknown): void => port?.postMessage(data);
  const message = (event.data ?? {}) as { type?: string; key?: string; title?: string; urls?: string[] };
  const work = async (): Promise<unknown> => {
    switch (message.type) {
      case "keep":
        return { type: "kept", lesson: await keepLesson({ ...message, urls: message.urls ?? [] }, (progress) => answer({ type: "progress", ...progress })) };
      case "drop":
        return { type: "dropped", done: await dropLesson(message.key ?? message.urls?.[0] ?? "") };
      case "list":
        return { type: "list", lessons: await listLessons() };
      case "forget":
        return { type: "forgotten", done: await forget() };
      default:
        return { type: "error", message: "unknown message" };
    }
  };
  event.waitUntil(work().then(answer, (error: Error) => answer({ type: "error", message: error.message })));
});

/** Background sync, where the browser has it: what was studied without a network goes out even when the page is closed. */
self.addEventListener("sync", (event) => {
  const sync = event as ExtendableEvent & { tag: string };
  if (sync.tag === "study") sync.waitUntil(flushEverybody(currentToken));
});

async function currentToken(): Promise<string> {
  const store = (self as unknown as { cookieStore?: { get(name: string): Promise<{ value: string } | null> } }).cookieStore;
  return (await store?.get("csrftoken"))?.value ?? "";
}

/** A message of the push service: always shown, as browsers ask; a repetition bears the same tag and replaces the first. */
self.addEventListener("push", (event) => {
  const note = readPush(event.data?.text() ?? "");
  event.waitUntil(self.registration.showNotification(note.title, { body: note.body, tag: note.tag, lang: note.lang, data: { url: note.url }, icon: `${shell.static}icons/icon-192.png` }));
});

/** A tap leads to the notification, in a window that is open already when there is one. */
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(String(event.notification.data?.url ?? "/"), self.location.origin);
  event.waitUntil(openPage(url.origin === self.location.origin ? url.href : self.location.origin));
});

async function openPage(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find((one) => "focus" in one);
  if (!there) return void (await self.clients.openWindow(url));
  await there.focus().catch(() => there); // where a browser lets no window come forward, it still goes to the page
  await there.navigate(url).catch(() => self.clients.openWindow(url));
}
