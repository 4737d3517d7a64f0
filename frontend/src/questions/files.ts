/** Files handed in as an answer: picked, photographed or recorded, sent at once, tried again by a press. */
import { icon } from "../icons";
import { all } from "./plain";
import type { Host } from "./types";
import { say } from "./words";

interface Entry {
  uuid: string;
  name: string;
}

const LONGEST_SIDE = 1600;

export const files = (root: HTMLElement): string[] => entries(root).map((entry) => entry.uuid);
const entries = (root: HTMLElement): Entry[] => all<HTMLElement>(root, "[data-uuid]").map((row) => ({ uuid: row.dataset.uuid!, name: row.dataset.name ?? "" }));

/** Photos of phones are heavy: they are made smaller before they are sent; what can't be read goes as it is. */
export async function lighter(file: File): Promise<Blob> {
  if (!file.type.startsWith("image/") || typeof createImageBitmap === "undefined") return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}

function row(root: HTMLElement, name: string): HTMLLIElement {
  const line = document.createElement("li");
  line.append(Object.assign(document.createElement("span"), { textContent: name, className: "clip" }));
  root.querySelector("[data-list]")?.append(line);
  return line;
}

function kept(line: HTMLLIElement, entry: Entry, host: Host): void {
  line.dataset.uuid = entry.uuid;
  line.dataset.name = entry.name;
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "icon-btn" });
  remove.append(icon("x", "s"));
  remove.setAttribute("aria-label", say("drop", { name: entry.name }));
  remove.addEventListener("click", () => {
    line.remove();
    host.changed();
  });
  line.append(remove);
}

async function send(root: HTMLElement, host: Host, blob: Blob, name: string, line = row(root, name)): Promise<void> {
  line.classList.add("sending");
  line.querySelector("button")?.remove();
  const bar = Object.assign(document.createElement("progress"), { max: 1 });
  bar.setAttribute("aria-label", say("sending", { name }));
  line.append(bar);
  try {
    if (!host.upload) throw new Error("no upload here");
    const done = await host.upload(blob, name, (ratio) => void (bar.value = ratio));
    line.classList.remove("sending", "failed");
    kept(line, { uuid: done.uuid, name: done.name }, host);
    const note = root.querySelector("[data-note]");
    if (note && !root.querySelector(".failed")) note.textContent = "";
    host.changed();
    bar.remove();
  } catch (problem) {
    bar.remove();
    line.classList.remove("sending");
    line.classList.add("failed");
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-tiny", textContent: say("again") });
    again.addEventListener("click", () => void send(root, host, blob, name, line));
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "icon-btn" });
    drop.append(icon("x", "s"));
    drop.setAttribute("aria-label", say("drop", { name }));
    drop.addEventListener("click", () => line.remove());
    again.addEventListener("click", () => drop.remove());
    line.append(again, drop);
    const note = root.querySelector("[data-note]");
    if (note) note.textContent = problem instanceof Error && problem.message ? problem.message : say("unsent");
  }
}

export function bindFiles(root: HTMLElement, host: Host, most = 20): void {
  for (const input of all<HTMLInputElement>(root, "[data-pick]"))
    input.addEventListener("change", () => {
      const room = Math.max(0, most - all(root, "[data-list] > li").length);
      for (const file of [...(input.files ?? [])].slice(0, room)) void lighter(file).then((blob) => send(root, host, blob, file.name));
      input.value = "";
    });
  root.querySelector<HTMLButtonElement>("[data-record]")?.addEventListener("click", (event) => void record(root, host, event.currentTarget as HTMLButtonElement));
}

let recorder: MediaRecorder | null = null;

async function record(root: HTMLElement, host: Host, button: HTMLButtonElement): Promise<void> {
  const label = button.querySelector<HTMLElement>("[data-record-label]")!;
  if (recorder) return recorder.stop();
  const idle = label.textContent;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts: Blob[] = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      const type = (recorder?.mimeType || "audio/webm").split(";")[0]!;
      recorder = null;
      for (const track of stream.getTracks()) track.stop();
      label.textContent = idle;
      void send(root, host, new Blob(parts, { type }), `${say("recording")}.${type.includes("mp4") ? "m4a" : type.includes("ogg") ? "ogg" : "webm"}`);
    });
    recorder.start();
    label.textContent = button.dataset.stopLabel ?? "■";
  } catch {
    recorder = null;
    const note = root.querySelector("[data-note]");
    if (note) note.textContent = say("noSound");
  }
}

/** Show files that were handed in before. */
export function writeFiles(root: HTMLElement, uuids: string[], host?: Host): void {
  const list = root.querySelector("[data-list]");
  if (!list) return;
  const known = new Map(entries(root).map((entry) => [entry.uuid, entry.name]));
  list.replaceChildren();
  uuids.forEach((uuid, place) => {
    const name = known.get(uuid) || say("file", { number: place + 1 });
    kept(row(root, name), { uuid, name }, host ?? { changed: () => undefined });
  });
}
