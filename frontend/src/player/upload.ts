/** A file of an answer goes to the server at once: it is too big to be kept with the answers. */
import { token } from "./net";

export async function upload(url: string, position: number, file: Blob, name: string): Promise<{ uuid: string; name: string }> {
  const form = new FormData();
  form.append("file", file, name);
  form.append("position", String(position));
  const response = await fetch(url, { method: "POST", body: form, headers: { "X-CSRFToken": token() }, credentials: "same-origin" });
  const data = (await response.json().catch(() => ({}))) as { uuid?: string; name?: string; message?: string };
  if (!response.ok || !data.uuid) throw new Error(data.message ?? "");
  return { uuid: data.uuid, name: data.name ?? name };
}
