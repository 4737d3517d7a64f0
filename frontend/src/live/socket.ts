/**
 * One socket a page, shared by everything that is live. It opens when somebody listens, comes back by itself with
 * growing pauses, asks again for its topics, and is harmless where there is no server for it.
 */
export interface LiveMessage {
  type: string;
  topic?: string;
  [key: string]: unknown;
}
type Listener = (message: LiveMessage) => void;

const FIRST_PAUSE_MS = 1000;
const LAST_PAUSE_MS = 60_000;
const UNAUTHENTICATED = 4401;

const listeners = new Map<string, Set<Listener>>();
const topics = new Map<string, number>();
let socket: WebSocket | null = null;
let pause = FIRST_PAUSE_MS;
let refused = false;
let retry: ReturnType<typeof setTimeout> | undefined;

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

function connect(): void {
  if (socket || refused || !("signedIn" in document.body.dataset) || typeof WebSocket === "undefined") return;
  clearTimeout(retry);
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live/`);
  socket.addEventListener("open", () => {
    pause = FIRST_PAUSE_MS;
    for (const topic of topics.keys()) send({ type: "watch", topic });
    dispatch({ type: "live:open" });
  });
  socket.addEventListener("message", (event) => {
    try {
      dispatch(JSON.parse(String(event.data)) as LiveMessage);
    } catch {
      // a frame that isn't ours
    }
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    refused = event.code === UNAUTHENTICATED;
    dispatch({ type: "live:close" });
    if (!refused) retry = setTimeout(connect, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LAST_PAUSE_MS);
  });
}

function dispatch(message: LiveMessage): void {
  for (const listener of listeners.get(message.type) ?? []) listener(message);
}

if (typeof window !== "undefined") {
  window.addEventListener("online", () => {
    pause = FIRST_PAUSE_MS;
    if (listeners.size) connect();
  });
}
