import { define } from "../controllers/define";
import { toast } from "../controllers/toast-note";
import { csrfToken } from "../csrf";
import { currentPush } from "../offline/push";
import { say } from "../words";

type State = "off" | "on" | "blocked" | "install";

/** `<push-switch data-key data-join data-leave>`: shows and changes whether this browser shows notifications. Hidden where it can't. */
export class PushSwitch extends HTMLElement {
  async connectedCallback(): Promise<void> {
    this.addEventListener("click", this.#click);
    const state = await this.#state();
    if (state) this.#show(state);
  }

  async #state(): Promise<State | null> {
    if (!("PushManager" in window)) return /iPhone|iPad/.test(navigator.userAgent) ? "install" : null;
    if (Notification.permission === "denied") return "blocked";
    return (await currentPush()) ? "on" : "off";
  }

  #show(state: State): void {
    this.hidden = false;
    for (const part of this.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = part.dataset.when !== state;
  }

  #click = async (event: Event): Promise<void> => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-when]");
    if (!button) return;
    button.disabled = true;
    try {
      this.#show(button.dataset.when === "off" ? await this.#join() : await this.#leave());
    } catch {
      toast(say("failed"), { level: "warning" });
    } finally {
      button.disabled = false;
    }
  };

  async #join(): Promise<State> {
    if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? "blocked" : "off";
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.dataset.key });
    if (await this.#post(this.dataset.join!, subscription)) return "on";
    await subscription.unsubscribe();
    throw new Error("refused");
  }

  async #leave(): Promise<State> {
    const subscription = await currentPush();
    if (!subscription) return "off";
    await this.#post(this.dataset.leave!, subscription);
    await subscription.unsubscribe();
    return "off";
  }

  async #post(url: string, subscription: PushSubscription): Promise<boolean> {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() };
    return (await fetch(url, { method: "POST", headers, body: JSON.stringify(subscription) })).ok;
  }
}

define("push-switch", PushSwitch);
