/** Web push, as the page and the service worker share it. */
export interface PushNote {
  title: string;
  body: string;
  url: string;
  tag: string;
  lang: string;
}

/** Read what the server sent; whatever is missing gets a harmless value, since something has to be shown. */
export function readPush(text: string): PushNote {
  let data: Partial<Record<keyof PushNote, unknown>> = {};
  try {
    data = (JSON.parse(text) ?? {}) as typeof data;
  } catch {
    // not ours: shown without words of its own
  }
  const word = (key: keyof PushNote, otherwise: string): string => (typeof data[key] === "string" && data[key] ? (data[key] as string) : otherwise);
  const url = word("url", "/thong-bao/");
  return { title: word("title", "Cây Đa"), body: word("body", ""), url: /^\/(?![/\\])/.test(url) ? url : "/thong-bao/", tag: word("tag", "cay-da"), lang: word("lang", "vi") };
}

/** This browser's subscription, or null. */
export async function currentPush(): Promise<PushSubscription | null> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** On signing out the browser itself ends its subscription: the push service then answers the server that it is gone. */
export async function stopPush(): Promise<void> {
  await (await currentPush())?.unsubscribe();
}
