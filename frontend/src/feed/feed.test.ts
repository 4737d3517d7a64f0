import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { CommentList } from "./comment-list";
import { writeCount } from "./counts";
import { typedName, withName } from "./naming";
import { flush, formOf, keep, onSent, waitingOf, type Sent, type Waiting } from "./outbox";
import { PostList } from "./post-list";
import { show } from "./reactions";
import { carrySaid, saySaid } from "./said";

const one = (id: string, at: number, more: Partial<Waiting> = {}): Waiting => ({
  id, person: "mẹ", what: "comment", url: "/bai/1/binh-luan/", fields: [["body", "Dạ"], ["csrfmiddlewaretoken", "x"]], at, ...more,
});
const answer = (status: number, body: unknown = {}): Response => new Response(JSON.stringify(body), { status });

afterEach(() => void vi.unstubAllGlobals());

it("sends in order, keeps what has to wait and what was refused, and never what was sent", async () => {
  for (const [index, id] of ["a", "b", "c", "d"].entries()) await keep(one(id, index));
  await keep(one("e", 0, { person: "con" }));
  const replies = [answer(201, { html: "" }), answer(422, { message: "Sửa lại" }), answer(503)];
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(replies.shift() ?? answer(503))));
  const heard: Sent[] = [];
  const stop = onSent((sent) => heard.push(sent));
  await flush("mẹ");
  stop();
  expect(heard.map((sent) => [sent.one.id, sent.outcome])).toEqual([["a", "sent"], ["b", "refused"], ["c", "waiting"]]);
  expect((await waitingOf("mẹ")).map((waiting) => [waiting.id, waiting.refused])).toEqual([["b", "Sửa lại"], ["c", undefined], ["d", undefined]]);
  expect((await waitingOf("con")).map((waiting) => waiting.id)).toEqual(["e"]);
});

it("keeps a wish that changed while the first was on its way", async () => {
  const wish = one("react:1", 1, { what: "react", person: "thầy" });
  await keep(wish);
  vi.stubGlobal("fetch", vi.fn(async () => (await keep({ ...wish, at: 2 }), answer(200))));
  await flush("thầy");
  expect((await waitingOf("thầy")).map((waiting) => waiting.at)).toEqual([2]);
});

it("sends the fields with whose they are, without the old token", () => {
  expect([...formOf(one("a", 1)).entries()]).toEqual([["body", "Dạ"], ["person", "mẹ"]]);
});

it("puts comments into their threads, once each, and lets the waiting one make room", () => {
  const list = new CommentList();
  list.innerHTML = '<p data-none></p><div class="thread" data-thread="1"><div data-comment="1">a</div></div><div data-waiting="x">c</div>';
  list.place({ id: 2, parent: 1, client_id: "y", html: '<div data-comment="2">b</div>' });
  list.place({ id: 2, parent: 1, client_id: "y", html: '<div data-comment="2">b</div>' });
  list.place({ id: 3, parent: null, client_id: "x", html: '<div data-comment="3">c</div>' });
  expect([...list.querySelectorAll("[data-comment]")].map((row) => row.textContent)).toEqual(["a", "b", "c"]);
  expect(list.querySelectorAll("[data-waiting], [data-none]")).toHaveLength(0);
});

it("puts new posts above the others and below what is pinned, once each", () => {
  const list = new PostList();
  list.innerHTML = '<article id="p" data-entry="9" data-pinned></article><article id="a" data-entry="5"></article>';
  const post = (id: string, words: number): HTMLElement => Object.assign(document.createElement("article"), { id, innerHTML: String(words) });
  const first = list.place([post("c", 11), post("b", 10), post("a", 5)]);
  expect([...list.children].map((row) => row.id)).toEqual(["p", "c", "b", "a"]);
  expect(first?.id).toBe("c");
});

it("finds the name being typed and puts the picked one there", () => {
  expect([typedName("Chào @nô", 8), typedName("a@b", 3), typedName("@An @", 5), typedName("Chào", 4)]).toEqual(["nô", null, null, null]);
  expect(withName("Chào @nô nhé", 8, "Nông Thị Nhung")).toEqual(["Chào @Nông Thị Nhung nhé", 21]);
});

it("shows a reaction at once, changes its face without counting twice, and takes it back", () => {
  const post = document.createElement("article");
  post.innerHTML = '<form data-react><button class="act" value="like" aria-pressed="false"><span class="face"></span><span data-count="reactions">3</span></button></form><button class="face" value="like" aria-pressed="false">H</button><button class="face" value="clap" aria-pressed="false">C</button>';
  const main = post.querySelector<HTMLButtonElement>(".act")!;
  const states = [["like", true], ["clap", true], ["clap", false]].map(([kind, wanted]) => {
    show(post, kind as string, wanted as boolean);
    return [main.value, main.querySelector("[data-count]")!.textContent, main.querySelector(".face")!.textContent, [...post.querySelectorAll("button.face")].map((one) => one.getAttribute("aria-pressed"))];
  });
  expect(states).toEqual([
    ["like", "4", "", ["true", "false"]],
    ["clap", "4", "C", ["false", "true"]],
    ["like", "3", "", ["false", "false"]],
  ]);
});

it("reads a count of nought out without showing it", () => {
  const place = document.createElement("span");
  const seen = [0, 2, 0].map((value) => {
    writeCount(place, value);
    return [place.textContent, place.className];
  });
  expect(seen).toEqual([["0", "sr"], ["2", ""], ["0", "sr"]]);
});

it("says on the next page, once, what a fetched page said", () => {
  const page = new DOMParser().parseFromString('<div id="messages"><toast-note class="toast success"><span> Đã đăng. </span></toast-note><toast-note class="toast error"><span>Hỏng</span></toast-note></div>', "text/html");
  document.body.innerHTML = '<div id="messages"></div>';
  carrySaid(page);
  saySaid();
  saySaid();
  expect([...document.querySelectorAll("toast-note")].map((note) => [note.className, note.querySelector("span")?.textContent])).toEqual([
    ["toast success", "Đã đăng."],
    ["toast error", "Hỏng"],
  ]);
});

it("lets the writer take a refused comment back, or leave it out for good", async () => {
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(answer(503))));
  document.body.innerHTML = "";
  await keep(one("lai", 1, { person: "bà", refused: "Có lời chưa phù hợp." }));
  const list = new CommentList();
  Object.assign(list.dataset, { person: "bà", url: "/bai/1/binh-luan/", post: "1" });
  document.body.append(list);
  await vi.waitFor(() => expect([...list.querySelectorAll(".under button")].map((button) => button.textContent)).toEqual(["Sửa lại", "Bỏ"]));
  list.querySelectorAll<HTMLElement>(".under button")[1]!.click();
  await vi.waitFor(async () => expect(await waitingOf("bà")).toEqual([]));
  expect(list.querySelector(".waiting")).toBeNull();
});
