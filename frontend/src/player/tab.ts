/**
 * One tab at a time works on an attempt: two would give the same numbers to different answers. A tab may take it from another, which
 * is told. Where the browser has no locks, there is nothing to ask.
 */
export class Tab {
  #release: (() => void) | null = null;

  constructor(
    private attempt: string,
    private lost: () => void,
  ) {}

  get isOurs(): boolean {
    return this.#release !== null;
  }

  claim(steal = false): Promise<boolean> {
    if (typeof navigator === "undefined" || !navigator.locks) return Promise.resolve(true);
    return new Promise((done) => {
      const held = navigator.locks.request(`cayda-test:${this.attempt}`, steal ? { steal } : { ifAvailable: true }, (lock) => {
        if (!lock) return done(false);
        done(true);
        return new Promise<void>((release) => (this.#release = release));
      });
      held.catch(() => {
        this.#release = null;
        this.lost();
      });
    });
  }

  release(): void {
    this.#release?.();
    this.#release = null;
  }
}
