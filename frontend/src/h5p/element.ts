import { define } from "../controllers/define";
import { csrfToken } from "../csrf";
import { finishes, MARK, type PieceOfState, ratioOf, readSaid, type Said } from "./messages";
import { type Answer, DeviceStore, newest, Outbox, PageStore } from "./outbox";

const SEND_SOON_MS = 700;
const SEND_EVERY_MS = 30000;
const READY_WITHIN_MS = 30000;
const STATES_WITHIN_MS = 5000;
const SEEN_AFTER_MS = 5000;

/**
 * `<cd-h5p>`: a playing package in a page. Gives the frame its earlier states, keeps what happens on the device, sends it,
 * and says so. Events (bubbling): `cd:result` {score_ratio}, `cd:step-done` {block}, both once the content was finished.
 */
export class H5PBox extends HTMLElement {
  #frame: HTMLIFrameElement | null = null;
  #outbox: Outbox | null = null;
  #timers: number[] = [];
  #soon = 0;
  #ready = false;
  #isDone = false;
  #sending: Promise<void> = Promise.resolve();

  connectedCallback(): void {
    this.#frame = this.querySelector("iframe");
    if (!this.#frame) return;
    const { person = "", package: id = "", activity = "", sync = "" } = this.dataset;
    if (sync) this.#outbox = new Outbox("indexedDB" in window ? new DeviceStore() : new PageStore(), { person, package: id, activity }, (body) => this.#post(body));
    else this.#say(this.dataset["wordTrial"]);
    window.addEventListener("message", this.#heard);
    document.addEventListener("visibilitychange", this.#leaving);
    window.addEventListener("pagehide", this.#leaving);
    window.addEventListener("online", this.#send);
    document.addEventListener("fullscreenchange", this.#fullChanged);
    this.#timers.push(window.setInterval(this.#send, SEND_EVERY_MS), window.setTimeout(() => this.#ready || this.#failed(), READY_WITHIN_MS));
    this.querySelector("[data-full]")?.addEventListener("click", this.#toggleFull);
    this.querySelector("[data-again]")?.addEventListener("click", this.#again);
    this.addEventListener("keydown", this.#key);
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#heard);
    document.removeEventListener("visibilitychange", this.#leaving);
    window.removeEventListener("pagehide", this.#leaving);
    window.removeEventListener("online", this.#send);
    document.removeEventListener("fullscreenchange", this.#fullChanged);
    this.#timers.forEach(window.clearTimeout, window);
  }

  #heard = ({ source, data }: MessageEvent): void => {
    if (!source || source !== this.#frame?.contentWindow) return;
    const said = readSaid(data);
    if (said) void this.#take(said);
  };

  async #take(said: Said): Promise<void> {
    switch (said.type) {
      case "hello":
        return this.#tell({ type: "begin", states: await this.#earlier() });
      case "ready":
        return this.#started(said.graded);
      case "resize":
        this.#frame?.setAttribute("height", String(Math.max(said.height, 80)));
        return;
      case "state":
        await this.#outbox?.keepState({ ...said, at: Date.now() }, this.dataset["block"] ?? "");
        return this.#sendSoon();
      case "statement":
        await this.#outbox?.keep("statement", { statement: said.statement }, this.dataset["block"] ?? "");
        if (finishes(said.statement)) this.#done(ratioOf(said.statement));
        return this.#sendSoon();
      case "link":
        return this.#offer(said.href);
      case "failed":
        return this.#failed(said.reason);
    }
  }

  #tell(message: Record<string, unknown>): void {
    this.#frame?.contentWindow?.postMessage({ mark: MARK, ...message }, "*");
  }

  /** What the server and this device know of where the learner stopped; without a network only the device. */
  async #earlier(): Promise<PieceOfState[]> {
    if (!this.#outbox) return [];
    const url = this.dataset["states"];
    const asked = url
      ? fetch(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(STATES_WITHIN_MS) ?? null })
          .then((answer) => (answer.ok ? (answer.json() as Promise<{ states: PieceOfState[] }>) : { states: [] }))
          .then(({ states }) => states)
          .catch(() => [])
      : Promise.resolve([]);
    const [server, device] = await Promise.all([asked, this.#outbox.states().catch(() => [])]);
    return newest(server, device);
  }

  #started(graded: boolean): void {
    this.#ready = true;
    this.classList.add("is-ready");
    this.#hideFailure();
    this.dispatchEvent(new CustomEvent("cd:ready", { bubbles: true }));
    void this.#send();
    if (graded || !("IntersectionObserver" in window)) return;
    // Content without a score is finished when its end has been in sight for a while.
    const began = Date.now();
    const end = this.querySelector(".h5p-foot");
    if (!end) return;
    let timer = 0;
    const watcher = new IntersectionObserver(([entry]) => {
      window.clearTimeout(timer);
      if (!entry?.isIntersecting) return;
      timer = window.setTimeout(() => {
        watcher.disconnect();
        const seconds = Math.round((Date.now() - began) / 1000);
        void this.#outbox?.keep("finished", { seconds }, this.dataset["block"] ?? "").then(this.#send);
        this.#done(null);
      }, SEEN_AFTER_MS);
    });
    watcher.observe(end);
  }

  #done(score_ratio: number | null): void {
    const { block = "", activity = "" } = this.dataset;
    this.dispatchEvent(new CustomEvent("cd:result", { bubbles: true, detail: { score_ratio, block, activity } }));
    if (!this.#isDone) this.dispatchEvent(new CustomEvent("cd:step-done", { bubbles: true, detail: { block, activity } }));
    this.#isDone = true;
  }

  #sendSoon(): void {
    window.clearTimeout(this.#soon);
    this.#soon = window.setTimeout(this.#send, SEND_SOON_MS);
  }

  #send = (): Promise<void> => {
    this.#sending = this.#sending.then(() => this.#sendNow()).catch(() => undefined);
    return this.#sending;
  };

  async #sendNow(): Promise<void> {
    if (!this.#outbox) return;
    const outcome = await this.#outbox.flush();
    if (outcome === "sent") {
      const time = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
      this.#say((this.dataset["wordSaved"] ?? "").replace("{time}", time), "sent");
    }
    else if (outcome === "kept") this.#say(this.dataset["wordKept"], "kept");
    else if (outcome === "other") this.#say(this.dataset["wordOther"], "other");
    else if (outcome === "refused") this.#say(this.dataset["wordTrial"], "refused");
  }

  async #post(body: Record<string, unknown>): Promise<Answer> {
    const words = JSON.stringify(body);
    const answer = await fetch(this.dataset["sync"] ?? "", {
      method: "POST",
      body: words,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      keepalive: words.length < 60000,
      redirect: "manual",
    });
    const said = answer.status === 400 ? ((await answer.json().catch(() => ({}))) as { field?: string }) : {};
    return { status: answer.status, ...said };
  }

  #leaving = (): void => {
    this.#tell({ type: "flush" });
    void this.#send();
  };

  #say(words = "", state = ""): void {
    const place = this.querySelector<HTMLElement>("[data-said]");
    if (place) place.textContent = words;
    if (state) this.dataset["sent"] = state;
  }

  #failed(reason = ""): void {
    if (reason) console.warn("h5p", reason);
    this.#say(this.dataset["wordFailed"], "failed");
    const again = this.querySelector<HTMLButtonElement>("[data-again]");
    if (again) again.hidden = false;
  }

  #hideFailure(): void {
    const again = this.querySelector<HTMLButtonElement>("[data-again]");
    if (!again || again.hidden) return;
    again.hidden = true;
    this.#say();
  }

  #again = (): void => {
    this.#hideFailure();
    if (this.#frame) this.#frame.src = this.#frame.getAttribute("src") ?? "";
  };

  /** A link out of the package opens only when the learner asks here, where its address can be read. */
  #offer(href: string): void {
    let line = this.querySelector<HTMLElement>(".h5p-link");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "h5p-link note" });
      line.setAttribute("role", "status");
      this.append(line);
    }
    const link = Object.assign(document.createElement("a"), { href, target: "_blank", rel: "noopener noreferrer", textContent: href });
    line.replaceChildren(`${this.dataset["wordLink"] ?? ""} `, link);
  }

  #toggleFull = (): void => {
    if (document.fullscreenElement === this) void document.exitFullscreen();
    else if (this.classList.contains("is-full")) this.#setFull(false);
    else if (this.requestFullscreen) void this.requestFullscreen().catch(() => this.#setFull(true));
    else this.#setFull(true);
  };

  #fullChanged = (): void => this.#setFull(document.fullscreenElement === this);

  #setFull(isFull: boolean): void {
    this.classList.toggle("is-full", isFull);
    this.querySelector("[data-full]")?.setAttribute("aria-pressed", String(isFull));
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.classList.contains("is-full") && !document.fullscreenElement) this.#setFull(false);
  };
}

define("cd-h5p", H5PBox);
