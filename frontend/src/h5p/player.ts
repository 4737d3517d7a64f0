import { Files } from "./files";
import { MARK } from "./messages";
import type { Boot, Code, LibrarySource } from "./play";

interface Instance {
  contentId?: string;
  getCurrentState?: () => unknown;
  getMaxScore?: () => number;
}
interface Core {
  instances: Instance[];
  init: (target: HTMLElement) => void;
  trigger: (instance: Instance, event: string) => void;
  externalDispatcher: { on: (name: string, listener: (event: { data: { statement: Record<string, unknown> } }) => void) => void };
  getPath: (path: string, contentId?: string) => string;
  getLibraryPath: (library: string) => string;
  setUserData: (contentId: string, dataId: string, data: unknown, extras?: { subContentId?: string | number }) => void;
  getUserData: (contentId: string, dataId: string, done: (error?: unknown, data?: unknown) => void, sub?: string | number) => void;
  deleteUserData: (contentId: string, dataId: string, sub?: string | number) => void;
  setFinished: () => void;
}
type Integration = Record<string, unknown>;

const world = window as unknown as { H5P: Core; H5PIntegration: Integration; __boot?: Boot };
const SAVE_SOON_MS = 350;
const SAVE_EVERY_MS = 10000;
const say = (message: Record<string, unknown>): void => window.parent.postMessage({ mark: MARK, ...message }, "*");

/** Keeps what the content itself wants kept, and asks it often: after each answer, on leaving, every ten seconds. */
class Keeper {
  #known = new Map<string, string>();
  #timer = 0;

  constructor(states: Boot["states"]) {
    for (const { sub, data_id, data } of states) if (data) this.#known.set(`${sub}/${data_id}`, data);
  }

  read(sub: string, dataId: string): unknown {
    const data = this.#known.get(`${sub}/${dataId}`);
    if (data === undefined) return undefined;
    try {
      return JSON.parse(data);
    } catch {
      return undefined;
    }
  }

  write(sub: string, dataId: string, value: unknown): void {
    let data: string | undefined;
    try {
      data = JSON.stringify(value);
    } catch {
      return;
    }
    const key = `${sub}/${dataId}`;
    if (data === undefined || this.#known.get(key) === data) return;
    this.#known.set(key, data);
    say({ type: "state", sub, data_id: dataId, data });
  }

  forget(sub: string, dataId: string): void {
    if (this.#known.delete(`${sub}/${dataId}`)) say({ type: "state", sub, data_id: dataId, data: "" });
  }

  soon = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.now, SAVE_SOON_MS);
  };

  now = (): void => {
    for (const instance of world.H5P.instances) {
      try {
        const state = instance.getCurrentState?.();
        if (state !== undefined) this.write("0", "state", state);
      } catch (error) {
        console.warn("state", error);
      }
    }
  };

  watch(): void {
    for (const name of ["change", "click", "keyup", "pointerup", "dragend"]) document.addEventListener(name, this.soon, { passive: true });
    document.addEventListener("visibilitychange", this.now);
    window.addEventListener("pagehide", this.now);
    window.setInterval(this.now, SAVE_EVERY_MS);
  }
}

function integrate(boot: Boot): void {
  const { play } = boot;
  const content = new URL(play.content.base, document.baseURI).href.replace(/\/$/, "");
  Object.assign(world.H5PIntegration, {
    baseUrl: document.baseURI,
    url: content,
    siteUrl: play.parent,
    postUserStatistics: false,
    reportingIsEnabled: false,
    saveFreq: 3600, // the core hands earlier states over only when it saves by itself; the keeper is the one that saves
    ajax: { contentUserData: "", setFinished: "" },
    l10n: { H5P: play.words },
    hubIsEnabled: false,
    crossorigin: null,
    contents: {
      [`cid-${play.contentId}`]: {
        library: play.library,
        jsonContent: JSON.stringify(play.params),
        fullScreen: "0",
        displayOptions: { frame: false, copyright: false, embed: false, export: false, icon: false, copy: false },
        url: play.iri,
        contentUrl: content,
        title: play.title,
        metadata: { title: play.title, license: "U", defaultLanguage: play.language },
        styles: [],
        scripts: [],
      },
    },
  });
}

function adapt(core: Core, boot: Boot, keeper: Keeper): void {
  const folders = new Map<string, string>(boot.play.libraries.map((library) => [library.dir, folder(library)]));
  core.getLibraryPath = (library) => folders.get(library) ?? folders.get(library.replace(/^(.+-\d+\.\d+)\.\d+$/, "$1")) ?? `${boot.play.content.base}${library}`;
  core.getUserData = (_content, dataId, done, sub = 0) => done(undefined, keeper.read(String(sub || 0), dataId));
  core.setUserData = (_content, dataId, data, extras) => keeper.write(String(extras?.subContentId ?? 0), dataId, data);
  core.deleteUserData = (_content, dataId, sub = 0) => keeper.forget(String(sub || 0), dataId);
  core.setFinished = () => undefined;
  core.externalDispatcher.on("xAPI", (event) => {
    say({ type: "statement", statement: plain(event.data.statement) });
    window.setTimeout(keeper.now, 0); // an answer is kept at once; the core would wait for seconds
  });
}

const folder = (library: LibrarySource): string => new URL(library.base, document.baseURI).href.replace(/\/$/, "");
const plain = (value: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

function addStyles(boot: Boot, files: Files): void {
  for (const { url, text } of boot.styles) {
    const style = document.createElement("style");
    style.textContent = files.style(text, url);
    document.head.append(style);
  }
}

/** Run a library's script as if it had come from its own address: some work out from there where their files are. */
function run(script: Code, nonce: string): void {
  const element = document.createElement("script");
  element.nonce = nonce;
  Object.defineProperty(element, "src", { get: () => script.url, configurable: true });
  element.textContent = `${script.text}\n//# sourceURL=${script.url}`;
  document.head.append(element);
}

/**
 * Run the scripts of all libraries in order. Copies of a library made under another name still define the class of the
 * old one: when a library lacks its own class and defined exactly one, that one is it.
 */
function runLibraries(boot: Boot): void {
  const core = world.H5P as unknown as Record<string, unknown>;
  for (const { dir } of boot.play.libraries) {
    const before = new Set(Object.keys(core));
    for (const script of boot.scripts) if (script.library === dir) run(script, boot.play.nonce);
    const [space, own, ...deeper] = dir.replace(/-\d+\.\d+(\.\d+)?$/, "").split(".");
    if (space !== "H5P" || !own || deeper.length || typeof core[own] === "function") continue;
    const made = Object.keys(core).filter((key) => !before.has(key) && typeof core[key] === "function");
    if (made.length === 1) core[own] = core[made[0]!];
  }
}

function fit(box: HTMLElement): void {
  let last = 0;
  const tell = (): void => {
    const height = Math.ceil(Math.max(box.getBoundingClientRect().height, box.scrollHeight));
    if (Math.abs(height - last) < 1 || document.fullscreenElement) return;
    last = height;
    say({ type: "resize", height });
  };
  new ResizeObserver(tell).observe(box);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) for (const instance of world.H5P.instances) world.H5P.trigger(instance, "resize");
    width = window.innerWidth;
    tell();
  });
  window.setInterval(tell, 1500);
  tell();
}

/** Leaving the frame isn't possible from here: a link to the outside is offered by the page around. */
function offerLinks(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    const href = link?.getAttribute("href") ?? "";
    if (!/^(https?:)?\/\//i.test(href)) return;
    event.preventDefault();
    say({ type: "link", href: new URL(href, document.baseURI).href });
  });
}

function start(boot: Boot): void {
  const files = new Files(boot.files);
  files.install();
  const keeper = new Keeper(boot.states);
  integrate(boot);
  adapt(world.H5P, boot, keeper);
  addStyles(boot, files);
  runLibraries(boot);
  const box = document.createElement("div");
  box.className = "h5p-content";
  box.dataset["contentId"] = boot.play.contentId;
  document.body.append(box);
  world.H5P.init(document.body);
  const [instance] = world.H5P.instances;
  if (!instance) return say({ type: "failed", reason: "no content" });
  keeper.watch();
  offerLinks();
  fit(box);
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.mark === MARK && data.type === "flush") keeper.now();
  });
  say({ type: "ready", graded: (instance.getMaxScore?.() ?? 0) > 0 });
}

/** A state the content can't read (it was made by another version) must not keep anybody from the content. */
function begin(boot: Boot): void {
  try {
    start(boot);
  } catch (error) {
    console.error(error);
    say({ type: "failed", reason: String(error) });
  }
}

if (world.__boot) begin(world.__boot);
