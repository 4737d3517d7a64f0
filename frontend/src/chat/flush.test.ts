import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { ChatComposer } from "./chat-composer";
import { ChatList } from "./chat-list";
import { flush, onTried } from "./flush";
import { maybeWaiting } from "./marks";
import { keep, type Waiting, waitingOf } from "./outbox";

const one = (id: string, url: string, at: number, more: Partial<Waiting> = {}): Waiting => ({ id, person: "mẹ", url, body: id, urgent: false, at, ...more });
afterEach(() => void vi.unstubAllGlobals());

it("sends what waits in every conversation, each in its order; one that has to wait holds up its own only", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  for (const kept of [one("a", "/1/tin/", 1), one("b", "/2/tin/", 2), one("c", "/1/tin/", 3), one("d", "/2/tin/", 4), one("x", "/2/tin/", 0, { person: "con" })]) await keep(kept);
  let busy = true;
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (url: string, { body }: { body: string }) => {
    const said = JSON.parse(body) as { client_id: string; person: string };
    asked.push([said.client_id, said.person]);
    return url === "/1/tin/" && busy ? new Response("{}", { status: 503 }) : said.client_id === "d" ? new Response(JSON.stringify({ message: "Sửa lại" }), { status: 422 }) : new Response("{}", { status: 201 });
  });
  const heard: string[] = [];
  const stop = onTried(({ one: tried, outcome }) => heard.push(tried.id + outcome.sent));
  await flush("mẹ");
  expect([asked, heard]).toEqual([[["a", "mẹ"], ["b", "mẹ"], ["d", "mẹ"]], ["awaiting", "bsent", "drefused"]]);
  busy = false;
  await flush("mẹ");
  stop();
  expect((await waitingOf("mẹ")).map(({ id, refused }) => [id, refused])).toEqual([["d", "Sửa lại"]]);
  expect([(await waitingOf("con")).length, maybeWaiting()]).toEqual([1, true]);
  vi.useRealTimers();
});

it("names in the list what has not been sent, where it belongs", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("no line")));
  await keep(one("e", "/tin-nhan/3/tin/", 5, { person: "bố", body: "Con ốm ạ" }));
  const list = new ChatList();
  Object.assign(list.dataset, { person: "bố", url: "/moi/" });
  list.innerHTML = ["3", "4"].map((id) => `<div class="row"><span class="row-main"><a href="/tin-nhan/${id}/">Cô Hà</a></span></div>`).join("");
  document.body.append(list);
  await vi.waitFor(() => expect([...list.querySelectorAll(".unsent")].map((line) => [line.textContent, line.closest(".row")!.querySelector("a")!.getAttribute("href")])).toEqual([["Chờ gửiCon ốm ạ", "/tin-nhan/3/"]]));
  list.remove();
});

it("gives what was not taken back with its pictures, each brought to the server once", () => {
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
  const composer = new ChatComposer();
  composer.innerHTML = `<form><input name="body"></form><div data-part="reply" hidden><span></span></div><div data-part="tray" hidden><ul></ul><template><li><img alt=""><input><button type="button" data-part="unpick"></button></li></template></div>`;
  document.body.append(composer);
  composer.restore(one("f", "/5/tin/", 6, { files: [{ blob: new Blob(["x"], { type: "image/png" }), name: "vo.png", alt: "Vở", uuid: "u" }, { blob: new Blob(["y"]), name: "bai.pdf" }] }));
  const posted = vi.fn();
  document.body.append(Object.assign(document.createElement("chat-log"), { post: posted }));
  composer.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  expect(posted.mock.calls[0]![0]).toMatchObject({ body: "f", files: [{ name: "vo.png", alt: "Vở", uuid: "u" }, { name: "bai.pdf" }] });
  document.body.replaceChildren();
});
