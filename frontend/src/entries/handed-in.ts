import { askWorker } from "../offline/client";
import { post } from "../player/net";
import { forget, keep, recall } from "../player/store";

const BATCH = 100;

/** After handing in, what still waits on the device goes first (it counts if it was made in time); then the device forgets the attempt. */
async function finish(attempt: string, url: string): Promise<void> {
  const kept = await recall(attempt);
  while (kept?.unsent.length) {
    await post(url, { device: kept.device, changes: kept.unsent.slice(0, BATCH) });
    kept.unsent = kept.unsent.slice(BATCH);
    await keep(kept);
  }
  await forget(attempt);
  await askWorker({ type: "drop", key: `test:${attempt}` });
}

const box = document.querySelector<HTMLElement>("[data-handed-in]");
if (box) {
  const again = (): void => void finish(box.dataset.handedIn!, box.dataset.save!).catch(() => setTimeout(again, 10_000));
  again();
}
