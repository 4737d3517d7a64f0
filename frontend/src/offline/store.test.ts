import { beforeEach, expect, test, vi } from "vitest";
import { dropLesson, keepLesson, LESSONS, listLessons } from "./store";

class FakeCache {
  items = new Map<string, Response>();
  async match(url: string): Promise<Response | undefined> {
    return this.items.get(url)?.clone();
  }
  async put(url: string, response: Response): Promise<void> {
    this.items.set(url, response);
  }
  async delete(url: string): Promise<boolean> {
    return this.items.delete(url);
  }
}
let cache: FakeCache;
const files: Record<string, string> = { "/bai/1/": "trang", "/bai/2/": "trang hai", "/phim.mp4": "phim" };
const kept = () => [...cache.items.keys()].filter((url) => !url.startsWith("/__kept"));

beforeEach(() => {
  cache = new FakeCache();
  vi.stubGlobal("caches", { open: async (name: string) => (expect(name).toBe(LESSONS), cache) });
  vi.stubGlobal("fetch", async (url: string) => (url in files ? new Response(files[url]) : new Response("", { status: 404 })));
});

test("keeps every file, reports steps and lists the lesson", async () => {
  const steps: number[] = [];
  const lesson = await keepLesson({ key: "b1", title: "Bài 1", urls: ["/bai/1/", "/phim.mp4", "/phim.mp4"] }, ({ done }) => steps.push(done));
  expect(steps).toEqual([1, 2]);
  expect(lesson).toMatchObject({ key: "b1", title: "Bài 1", url: "/bai/1/", files: 2, size_bytes: 9 });
  expect((await listLessons()).map(({ key }) => key)).toEqual(["b1"]);
});

test("keeps nothing when one file fails", async () => {
  await expect(keepLesson({ key: "b1", title: "Bài 1", urls: ["/bai/1/", "/mat.png"] }, () => undefined)).rejects.toThrow("404 /mat.png");
  expect(kept()).toEqual([]);
  expect(await listLessons()).toEqual([]);
});

test("a file two lessons need stays until both are gone", async () => {
  await keepLesson({ key: "b1", title: "Bài 1", urls: ["/bai/1/", "/phim.mp4"] }, () => undefined);
  await keepLesson({ key: "b2", title: "Bài 2", urls: ["/bai/2/", "/phim.mp4"] }, () => undefined);
  await dropLesson("b1");
  expect(kept().sort()).toEqual(["/bai/2/", "/phim.mp4"]);
  await dropLesson("b2");
  expect(kept()).toEqual([]);
});

test("keeping again replaces, dropping the unknown does nothing", async () => {
  await keepLesson({ key: "b1", title: "Cũ", urls: ["/bai/1/"] }, () => undefined);
  await keepLesson({ key: "b1", title: "Mới", urls: ["/bai/1/"] }, () => undefined);
  await dropLesson("b9");
  expect((await listLessons()).map(({ title }) => title)).toEqual(["Mới"]);
});
