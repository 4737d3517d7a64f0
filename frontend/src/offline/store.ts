import type { KeepProgress, KeptLesson } from "./client";

/** Lessons kept for reading offline: the files in one cache, and beside them an index of who needs which. */
export const LESSONS = "lessons-v1";
const INDEX = "/__kept/index.json";
const AT_ONCE = 3;

interface Entry extends KeptLesson {
  urls: string[];
}

async function readIndex(): Promise<Entry[]> {
  const found = await (await caches.open(LESSONS)).match(INDEX);
  return found ? ((await found.json()) as Entry[]) : [];
}

async function writeIndex(entries: Entry[]): Promise<void> {
  const body = new Response(JSON.stringify(entries), { headers: { "Content-Type": "application/json" } });
  await (await caches.open(LESSONS)).put(INDEX, body);
}

const shown = ({ urls: _, ...lesson }: Entry): KeptLesson => lesson;

export async function listLessons(): Promise<KeptLesson[]> {
  return (await readIndex()).map(shown);
}

/** Fetch every file anew and keep it. All or nothing: when one fails, what was added goes again. */
export async function keepLesson(
  lesson: { key?: string; title?: string; urls: string[] },
  onProgress: (progress: KeepProgress) => void,
): Promise<KeptLesson> {
  const urls = [...new Set(lesson.urls)];
  if (!urls[0]) throw new Error("nothing to keep");
  const cache = await caches.open(LESSONS);
  const had = new Set((await readIndex()).flatMap((entry) => entry.urls));
  const added: string[] = [];
  let size = 0;
  let done = 0;
  const waiting = [...urls];
  const fetchNext = async (): Promise<void> => {
    for (let url = waiting.shift(); url; url = waiting.shift()) {
      const response = await fetch(url, { credentials: "same-origin", cache: "no-cache" });
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      const { size: bytes } = await response.clone().blob();
      size += bytes;
      await cache.put(url, response);
      if (!had.has(url)) added.push(url);
      onProgress({ done: ++done, all: urls.length });
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, urls.length) }, () =>
    fetchNext().catch((error: unknown) => {
      waiting.length = 0;
      throw error;
    }),
  );
  // All have to stop before the cleaning, or a slow file would be kept after it.
  const failed = (await Promise.allSettled(workers)).find((result) => result.status === "rejected");
  if (failed) {
    await Promise.all(added.map((url) => cache.delete(url)));
    throw failed.reason;
  }
  const entry: Entry = {
    key: lesson.key || urls[0],
    title: lesson.title || urls[0],
    url: urls[0],
    files: urls.length,
    size_bytes: size,
    kept_at: new Date().toISOString(),
    urls,
  };
  await writeIndex([...(await readIndex()).filter(({ key }) => key !== entry.key), entry]);
  return shown(entry);
}

/** Forget one lesson; files another kept lesson needs stay. */
export async function dropLesson(key: string): Promise<void> {
  const entries = await readIndex();
  const gone = entries.find((entry) => entry.key === key);
  if (!gone) return;
  const rest = entries.filter((entry) => entry !== gone);
  const needed = new Set(rest.flatMap((entry) => entry.urls));
  const cache = await caches.open(LESSONS);
  await Promise.all(gone.urls.filter((url) => !needed.has(url)).map((url) => cache.delete(url)));
  await writeIndex(rest);
}
