const MARK = "cayda-chat-waits";

/** Note whether this device may have messages waiting, so that pages without a conversation need not open their database to know. */
export function markWaiting(waits: boolean): void {
  try {
    if (waits) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    // no storage: conversations and their list still send what waits
  }
}

export function maybeWaiting(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false;
  }
}
