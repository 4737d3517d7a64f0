/** An answer file for the teacher, when the network never comes back: only the server can open it (see sessions/rules/sealing.py). */
import type { Kept, Props } from "./types";

const base64 = (bytes: ArrayBuffer | Uint8Array): string => {
  let text = "";
  for (const byte of new Uint8Array(bytes as ArrayBuffer)) text += String.fromCharCode(byte);
  return btoa(text);
};
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export async function seal(kept: Pick<Kept, "device" | "all">, props: Pick<Props, "attempt" | "test">, publicKey: string): Promise<Blob> {
  const wrap = await crypto.subtle.importKey("spki", bytes(publicKey), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["encrypt"]);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify({ device: kept.device, changes: kept.all }));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  const wrapped = await crypto.subtle.encrypt({ name: "RSA-OAEP" }, wrap, await crypto.subtle.exportKey("raw", key));
  const file = { v: 1, test: props.test, attempt: props.attempt, key: base64(wrapped), iv: base64(iv), data: base64(data) };
  return new Blob([JSON.stringify(file)], { type: "application/json" });
}

export function download(blob: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
