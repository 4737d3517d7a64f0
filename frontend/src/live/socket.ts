/**
 * One socket a page, shared by everything that is live. It opens when somebody listens, comes back by itself with
 * growing pauses, asks again for its topics, and is harmless where there is no server for it.
 *
 * Messages may be lost while it is away. After each return, and when the server says so, `live:resync` is fired on the
 * document (and to `onLive("live:resync")`): whoever shows a list then fetches by cursor what it missed. A tab that has been
 * hidden for long, or a phone without a network, keeps no socket; it opens again the moment it is looked at or on line.
 */
export interface LiveMessage {
  type: string;
  topic?: string;
  [key: string]: unknown;
}
type Listener = (message: LiveMessage) => void;

const FIRST_PAUSE_MS = 1000;
const LAST_PAUSE_MS = 60_000;
const HIDDEN_MS = 5 * 60_000;
const ANSWERS_MS = 5000;
const SPREAD_MS = 2000;
const TYPING_MS = 3000;
const UNAUTHENTICATED = 4401;

const listeners = new Map<string, Set<Listener>>();
const topics = new Map<string, number>();
const unanswered = new Set<string>();
const lastTyped = new Map<string, number>();
let socket: WebSocket | null = null;
let pause = FIRST_PAUSE_MS;
let refused = false;
let asleep = false;
let hasBeenOpen = false;
let retry: ReturnType<typeof setTimeout> | undefined;
let sleep: ReturnType<typeof setTimeout> | undefined;
let resync: ReturnType<typeof setTimeout> | undefined;

/** Hear messages of one type; returns how to stop. */
export function onLive(type: string, listener: Listener): () => void {
  const set = listeners.get(type) ?? new Set();
  set.add(listener);
  listeners.set(type, set);
  connect();
  return () => void set.delete(listener);
}

/** Watch a topic such as "board:12"; returns how to leave it. */
export function watch(topic: string): () => void {
  topics.set(topic, (topics.get(topic) ?? 0) + 1);
  if (topics.get(topic) === 1) send({ type: "watch", topic });
  connect();
  return () => {
    const left = (topics.get(topic) ?? 1) - 1;
    if (left > 0) return void topics.set(topic, left);
    topics.delete(topic);
    send({ type: "leave", topic });
  };
}

/** Send when open; topics are asked for again after a reconnect anyway. */
export function send(message: LiveMessage): boolean {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

/** Tell those who watch a topic that one is typing there, at most once in three seconds. */
export function typing(topic: string): void {
  const now = Date.now();
  if (now - (lastTyped.get(topic) ?? -TYPING_MS) >= TYPING_MS && send({ type: "typing", topic })) lastTyped.set(topic, now);
}

function connect(): void {
  if (socket || refused || asleep || !("signedIn" in document.body.dataset) || typeof WebSocket === "undefined") return;
  clearTimeout(retry);
  if (navigator.onLine === false) return;
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live/`);
  socket = mine;
  mine.addEventListener("open", () => {
    unanswered.clear();
    for (const topic of topics.keys()) {
      unanswered.add(topic);
      send({ type: "watch", topic });
    }
    dispatch({ type: "live:open" });
    // Not before every topic is watched again: what is posted in between would be in neither.
    if (hasBeenOpen) resyncIn(unanswered.size ? ANSWERS_MS : 0);
    hasBeenOpen = true;
  });
  mine.addEventListener("message", (event) => {
    if (mine !== socket) return;
    try {
      hear(JSON.parse(String(event.data)) as LiveMessage);
    } catch {
      // a frame that isn't ours
    }
  });
  mine.addEventListener("close", (event) => {
    if (mine !== socket) return;
    ended();
    refused = event.code === UNAUTHENTICATED;
    if (!refused && !asleep && navigator.onLine !== false) retry = setTimeout(connect, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LAST_PAUSE_MS);
  });
}

function ended(): void {
  socket = null;
  clearTimeout(resync);
  resync = undefined;
  dispatch({ type: "live:close" });
}

function hear(message: LiveMessage): void {
  if (message.type === "resync") resyncIn(Math.random() * SPREAD_MS);
  if ((message.type === "watching" || message.type === "refused") && message.topic !== undefined && unanswered.delete(message.topic)) {
    if (!unanswered.size && resync !== undefined) resyncIn(0);
  }
  // The first sign of life from behind the door: a server that takes us in and drops us at once is not called every second.
  pause = FIRST_PAUSE_MS;
  dispatch(message);
}

function resyncIn(milliseconds: number): void {
  clearTimeout(resync);
  resync = setTimeout(() => {
    resync = undefined;
    dispatch({ type: "live:resync" });
    document.dispatchEvent(new CustomEvent("live:resync"));
  }, milliseconds);
}

function dispatch(message: LiveMessage): void {
  for (const listener of listeners.get(message.type) ?? []) listener(message);
}

/** Let go of the socket without waiting for its close event, which a dead network may hold back for minutes. */
function quiet(): void {
  clearTimeout(retry);
  const mine = socket;
  if (!mine) return;
  ended();
  mine.close();
}

function wake(): void {
  clearTimeout(sleep);
  asleep = false;
  pause = FIRST_PAUSE_MS;
  if (listeners.size || topics.size) connect();
}

if (typeof window !== "undefined") {
  window.addEventListener("online", wake);
  window.addEventListener("offline", quiet);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return wake();
    clearTimeout(sleep);
    sleep = setTimeout(() => {
      asleep = true;
      quiet();
    }, HIDDEN_MS);
  });
}
