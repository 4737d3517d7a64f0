/**
 * An opaque origin has no storage and no cookies: touching them throws. Content types do touch them, so they get
 * harmless stand-ins that forget everything when the frame goes.
 */
class Memory implements Storage {
  #kept = new Map<string, string>();
  get length(): number {
    return this.#kept.size;
  }
  clear(): void {
    this.#kept.clear();
  }
  getItem(key: string): string | null {
    return this.#kept.get(String(key)) ?? null;
  }
  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#kept.delete(String(key));
  }
  setItem(key: string, value: string): void {
    this.#kept.set(String(key), String(value));
  }
  [name: string]: unknown;
}

for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { value: new Memory(), configurable: true });
}
Object.defineProperty(document, "cookie", { get: () => "", set: () => undefined, configurable: true });
// The core starts by itself when its document is ready; the player starts it when everything is there.
(window as unknown as Record<string, unknown>)["H5P"] = { preventInit: true };
(window as unknown as Record<string, unknown>)["H5PIntegration"] = { l10n: { H5P: {} }, contents: {}, saveFreq: false };

export {};
