import { askWorker } from "../offline/client";
import { forget, recall } from "../player/store";

/** After handing in, the device forgets the attempt; what was never sent stays for an answer file. */
const attempt = document.querySelector<HTMLElement>("[data-handed-in]")?.dataset.handedIn;
if (attempt)
  void recall(attempt).then((kept) => {
    if (kept?.unsent.length) return;
    void forget(attempt);
    askWorker({ type: "drop", key: `test:${attempt}` }).catch(() => undefined);
  });
