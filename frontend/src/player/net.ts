/** Talking to the server: every answer is told apart by what the player must do about it. */
import { csrfToken } from "../csrf";

export type Fault = "network" | "signedOut" | "refused" | "server";

export class NetProblem extends Error {
  constructor(public fault: Fault, message = "", public code = "") {
    super(message);
  }
}

const PATIENCE_MS = 15_000;
const PACK_PATIENCE_MS = 60_000;

/** After a new log-in in another tab the token in the page is an old one: the cookie's goes first. */
export function token(): string {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || csrfToken();
}

/** Fetch, but for no longer than that: a network that neither answers nor breaks is one that is away. */
async function patiently(url: string, patience: number, init: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(url, { ...init, credentials: "same-origin", signal: stop.signal });
  } catch {
    throw new NetProblem("network");
  } finally {
    clearTimeout(timer);
  }
}

export async function post<T>(url: string, body: unknown, keepalive = false): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  return read<T>(await patiently(url, PATIENCE_MS, { method: "POST", headers, body: JSON.stringify(body), keepalive }));
}

export async function get<T>(url: string): Promise<T> {
  return read<T>(await patiently(url, PACK_PATIENCE_MS, { headers: { Accept: "application/json" } }));
}

async function read<T>(response: Response): Promise<T> {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.redirected) throw new NetProblem("signedOut"); // to the sign-in page, which answers in JSON to whom asks for JSON
  // 404: somebody else is signed in on this device, for whom the attempt doesn't exist. Nothing is lost by waiting.
  if ([401, 403, 404].includes(response.status)) throw new NetProblem("signedOut");
  if (response.status >= 500 || response.status === 429 || response.status === 408) throw new NetProblem("server");
  const data = isJson ? await response.json().catch(() => null) : null;
  const isRefusal = response.status === 422 || response.status === 413;
  if (!response.ok || data === null) throw new NetProblem(isRefusal ? "refused" : "server", data?.message ?? "", data?.code ?? String(response.status));
  return data as T;
}
