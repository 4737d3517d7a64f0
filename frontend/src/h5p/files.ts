import { rewriteUrls } from "./css";

/**
 * The files of the package, handed over as blobs, because an opaque origin has no HTTP cache and no service worker of its
 * own. Whatever asks for one by its address gets the blob; addresses that weren't handed over go to the network.
 */
export class Files {
  #blobs: Map<string, Blob>;
  #made = new Map<string, string>();

  constructor(blobs: Map<string, Blob>) {
    this.#blobs = blobs;
  }

  /** Return a blob address for `address`, null when the file wasn't handed over. */
  find = (address: string): string | null => {
    const known = this.#made.get(address);
    if (known) return known;
    const blob = this.#blobs.get(address);
    if (!blob) return null;
    const made = URL.createObjectURL(blob);
    this.#made.set(address, made);
    return made;
  };

  /** Return the blob address of what `value` names, or `value` itself. */
  swap = (value: string): string => {
    if (!value || /^(data:|blob:|#|about:|javascript:)/i.test(value)) return value;
    try {
      const full = new URL(value, document.baseURI).href;
      const bare = full.replace(/[?#].*$/, "");
      const found = this.find(bare);
      return found ? found + full.slice(bare.length).replace(/^\?[^#]*/, "") : value;
    } catch {
      return value;
    }
  };

  style = (text: string, base: string): string => rewriteUrls(text, base, this.find);

  /** Put the blobs behind every way a content type fetches a file. */
  install(): void {
    for (const [prototype, name] of places()) this.#wrapProperty(prototype, name);
    this.#wrapAttributes();
    this.#wrapFetches();
    new MutationObserver((changes) => this.#changed(changes)).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["src", "poster", "style", "href"],
    });
  }

  #wrapProperty(prototype: object, name: string): void {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    if (!own?.set || !own.get) return;
    const { get, set } = own;
    const swap = this.swap;
    Object.defineProperty(prototype, name, {
      ...own,
      get,
      set(value: string) {
        set.call(this, swap(String(value)));
      },
    });
  }

  #wrapAttributes(): void {
    const swap = this.swap;
    const setAttribute = Element.prototype.setAttribute;
    Element.prototype.setAttribute = function (name: string, value: string) {
      const media = /^(src|poster)$/i.test(name) || (/^(xlink:)?href$/i.test(name) && this instanceof SVGElement);
      setAttribute.call(this, name, media && !(this instanceof HTMLScriptElement) ? swap(String(value)) : value);
    };
    const Plain = window.Audio;
    window.Audio = function (address?: string) {
      const audio = new Plain();
      if (address !== undefined) audio.src = address;
      return audio;
    } as unknown as typeof Audio;
    window.Audio.prototype = Plain.prototype;
  }

  #wrapFetches(): void {
    const swap = this.swap;
    const fetch = window.fetch.bind(window);
    window.fetch = (input: RequestInfo | URL, options?: RequestInit) =>
      fetch(typeof input === "string" || input instanceof URL ? swap(String(input)) : input, options);
    const open = XMLHttpRequest.prototype.open as (this: XMLHttpRequest, ...all: unknown[]) => void;
    XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, method: string, url: string | URL, ...rest: unknown[]) {
      open.call(this, method, swap(String(url)), ...(rest.length ? rest : [true]));
    } as typeof XMLHttpRequest.prototype.open;
  }

  #changed(changes: MutationRecord[]): void {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") this.#look(target as Element);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        this.#look(node);
        for (const inner of node.querySelectorAll("[src],[poster],[style*='url('],image[href]")) this.#look(inner);
      }
    }
  }

  #look(element: Element): void {
    if (element instanceof HTMLScriptElement) return;
    for (const name of ["src", "poster"]) this.#fix(element, name, this.swap);
    if (element instanceof SVGElement) this.#fix(element, "href", this.swap);
    if (element.getAttribute("style")?.includes("url(")) this.#fix(element, "style", (value) => this.style(value, document.baseURI));
  }

  #fix(element: Element, name: string, better: (value: string) => string): void {
    const value = element.getAttribute(name);
    if (!value || (name !== "style" && /^(blob|data):/.test(value))) return;
    const fixed = better(value);
    if (fixed !== value && !(name === "style" && !fixed.includes("blob:"))) element.setAttribute(name, fixed);
  }
}

function places(): [object, string][] {
  return [
    [HTMLImageElement.prototype, "src"],
    [HTMLMediaElement.prototype, "src"],
    [HTMLSourceElement.prototype, "src"],
    [HTMLTrackElement.prototype, "src"],
    [HTMLVideoElement.prototype, "poster"],
  ];
}
