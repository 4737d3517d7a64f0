/** The editor's door to the server. */
import { csrfToken } from "../csrf";
import type { FileFacts } from "./types";

export interface Reply<T> {
  status: number;
  body: T;
}

export async function ask<T>(url: string, method: "GET" | "POST" | "PATCH" = "GET", data?: unknown): Promise<Reply<T>> {
  const init: RequestInit = { method, headers: { Accept: "application/json", "X-CSRFToken": csrfToken() }, credentials: "same-origin" };
  if (data !== undefined) {
    init.body = JSON.stringify(data);
    (init.headers as Record<string, string>)["Content-Type"] = "application/json";
  }
  const response = await fetch(url, init);
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.redirected) return { status: 401, body: {} as T };
  return { status: response.status, body: isJson ? ((await response.json()) as T) : ({} as T) };
}

/** Upload one file with progress from 0 to 1. Rejects with the server's words. */
export function upload(url: string, file: File, onProgress: (share: number) => void): Promise<FileFacts> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && request.response) resolve(request.response as FileFacts);
      else reject(new Error((request.response as { message?: string } | null)?.message ?? ""));
    };
    request.onerror = () => reject(new Error("offline"));
    const form = new FormData();
    form.append("file", file, file.name || "dan-vao.png");
    request.send(form);
  });
}
