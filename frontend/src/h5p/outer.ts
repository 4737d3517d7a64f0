import playerUrl from "./inner.ts?worker&url";
import coreCss from "h5p-standalone/dist/styles/h5p.css?raw";
import iconFace from "h5p-standalone/dist/fonts/h5p-core-30.woff2?url";
import themeFace from "h5p-standalone/dist/fonts/h5p-theme.woff2?url";
import throbber from "h5p-standalone/dist/images/throbber.gif?url";
import faces from "../styles/fonts.css?raw";
import { sandboxCss, withoutFaces } from "./css";
import { MARK, readSaid, readTold } from "./messages";
import { address, type Boot, type Play } from "./play";

const FACES = import.meta.glob<string>("../fonts/bvp-{latin,vietnamese}-{400,600,700}.woff2", { query: "?url", import: "default", eager: true });
const CORE_FILES: Record<string, string> = { "fonts/h5p-core-30.woff2": iconFace, "fonts/h5p-theme.woff2": themeFace, "images/throbber.gif": throbber };
for (const [path, url] of Object.entries(FACES)) CORE_FILES[`fonts/${path.split("/").pop() ?? ""}`] = url;
const CORE_BASE = "https://player.invalid/";
const AT_ONCE = 8;
const LARGE_BYTES = 3 * 1024 * 1024;
const HELLO_EVERY_MS = 250;

const LOADER = `addEventListener("message",function take(e){if(e.source!==parent||!e.data||e.data.type!=="boot")return;removeEventListener("message",take);window.__boot=e.data;var s=document.createElement("script");s.nonce=e.data.play.nonce;s.textContent=e.data.player;document.head.append(s)});parent.postMessage({mark:"${MARK}",type:"hello"},"*");`;

interface Wanted {
  url: string;
  kind: "blob" | "text";
  key: string;
}

/** Our frame: it is of the page's origin, so that the HTTP cache and the service worker serve it; it runs no package code. */
export class OuterFrame {
  #play: Play;
  #texts = new Map<string, string>();
  #files = new Map<string, Blob>();
  #sandbox: HTMLIFrameElement | null = null;
  #states: Promise<Boot["states"]>;

  constructor(play: Play) {
    this.#play = play;
    this.#states = this.#askPage();
  }

  async start(): Promise<void> {
    try {
      const [states] = await Promise.all([this.#states, this.#fetchAll()]);
      await this.#open(states);
    } catch (error) {
      this.#toPage({ type: "failed", reason: String(error) });
    }
  }

  /** Say hello to the page until it answers with what the learner left here. Nobody around: play without. */
  #askPage(): Promise<Boot["states"]> {
    return new Promise((resolve) => {
      if (window.parent === window) return resolve([]);
      const hello = (): void => this.#toPage({ type: "hello" });
      const timer = window.setInterval(hello, HELLO_EVERY_MS);
      window.addEventListener("message", ({ source, origin, data }) => {
        if (source !== window.parent || (origin !== this.#play.parent && origin !== window.location.origin)) return;
        const told = readTold(data);
        if (told?.type === "begin") {
          window.clearInterval(timer);
          resolve(told.states);
        } else if (told?.type === "flush") this.#sandbox?.contentWindow?.postMessage({ mark: MARK, type: "flush" }, "*");
      });
      hello();
    });
  }

  #wanted(): Wanted[] {
    const play = this.#play;
    const here = window.location.href;
    const wanted: Wanted[] = [{ url: playerUrl, kind: "text", key: "player" }];
    for (const [name, url] of Object.entries(CORE_FILES)) wanted.push({ url, kind: "blob", key: CORE_BASE + name });
    for (const library of play.libraries) {
      const code = new Set([...library.js, ...library.css]);
      for (const path of code) wanted.push({ url: address(library, path, here), kind: "text", key: address(library, path, here) });
      for (const [path] of library.files) {
        if (!code.has(path) && !/\.(js|css|map)$/.test(path)) wanted.push({ url: address(library, path, here), kind: "blob", key: address(library, path, here) });
      }
    }
    for (const [path, bytes] of play.content.files) {
      // Long media stream from the network by ranges; without one they come whole, from what the phone kept.
      if (bytes > LARGE_BYTES && navigator.onLine) continue;
      wanted.push({ url: address(play.content, path, here), kind: "blob", key: address(play.content, path, here) });
    }
    return wanted;
  }

  async #fetchAll(): Promise<void> {
    const waiting = this.#wanted();
    const next = async (): Promise<void> => {
      for (let item = waiting.shift(); item; item = waiting.shift()) await this.#fetchOne(item);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  async #fetchOne({ url, kind, key }: Wanted): Promise<void> {
    const response = await fetch(url, { credentials: "omit" }).catch((error: unknown) => {
      if (kind === "text") throw error;
      return null;
    });
    if (!response?.ok) {
      if (kind === "text") throw new Error(`${response?.status ?? 0} ${url}`);
      return; // a missing picture costs a picture
    }
    if (kind === "text") this.#texts.set(key, await response.text());
    else this.#files.set(key, await response.blob());
  }

  #boot(states: Boot["states"]): Boot {
    const here = window.location.href;
    const code = (paths: (library: Play["libraries"][number]) => string[]): Boot["scripts"] =>
      this.#play.libraries.flatMap((library) =>
        paths(library).map((path) => {
          const url = address(library, path, here);
          return { url, library: library.dir, text: this.#texts.get(url) ?? "" };
        }),
      );
    return {
      type: "boot",
      player: this.#texts.get("player") ?? "",
      play: this.#play,
      files: this.#files,
      scripts: code((library) => library.js),
      styles: [
        { url: `${CORE_BASE}styles/h5p.css`, library: "", text: withoutFaces(coreCss) },
        { url: `${CORE_BASE}styles/sandbox.css`, library: "", text: sandboxCss(faces) },
        ...code((library) => library.css),
      ],
      states,
    };
  }

  /** Open the sandbox: an opaque origin without session, storage or a way out; then hand everything over. */
  #open(states: Boot["states"]): Promise<void> {
    return new Promise((resolve) => {
      const sandbox = document.createElement("iframe");
      sandbox.setAttribute("sandbox", "allow-scripts");
      sandbox.setAttribute("allow", "fullscreen *; autoplay *");
      sandbox.title = this.#play.title;
      sandbox.className = "h5p-sandbox";
      const language = this.#play.language === "und" ? document.documentElement.lang : this.#play.language;
      // The policy of this page holds inside too: scripts by nonce, files of packages and of the build, no way to navigate.
      sandbox.srcdoc = `<!doctype html><html class="h5p-iframe" lang="${language.replace(/[^A-Za-z-]/g, "")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title></title><script nonce="${this.#play.nonce}">${LOADER}</script></head><body></body></html>`;
      window.addEventListener("message", ({ source, data }) => {
        if (source !== sandbox.contentWindow || source === null) return;
        const said = readSaid(data);
        if (said?.type === "failed" && states.length) {
          // A state of another version must not keep anybody from the content: once more, without it.
          sandbox.remove();
          return resolve(this.#open([]));
        }
        if (said?.type === "hello") sandbox.contentWindow?.postMessage(this.#boot(states), "*");
        else if (said) this.#toPage({ ...said });
        if (said?.type === "ready") {
          document.getElementById("h5p-wait")?.remove();
          resolve();
        }
        if (said?.type === "resize") sandbox.setAttribute("height", String(said.height));
      });
      this.#sandbox = sandbox;
      document.body.append(sandbox);
    });
  }

  #toPage(message: Record<string, unknown>): void {
    if (window.parent !== window) window.parent.postMessage({ mark: MARK, ...message }, "*"); // frame-ancestors lets nobody else be there
  }
}
