import { maybeWaiting } from "../chat/marks";

/** Send messages that wait on this device from any page of who wrote them, when it opens and when the network is back. */
export function startWaitingChats(): void {
  const person = document.body.dataset.signedIn;
  if (!person) return;
  const send = (): void => {
    if (maybeWaiting() && navigator.onLine) void import("../chat/flush").then(({ flush }) => flush(person)).catch(() => undefined);
  };
  window.addEventListener("online", send);
  send();
}
