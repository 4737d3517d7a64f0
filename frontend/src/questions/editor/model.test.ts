import { beforeEach, describe, expect, it, vi } from "vitest";
import { adopt, freeId, ItemModel, keyOf, textsOf } from "./model.svelte";
import type { Props } from "./types";

const props = (): Props => ({ kind: "single_choice", kinds: {}, content: { prompt: "<p>Cũ</p>", options: [{ id: "o1", html: "một" }] }, revision: 3, saveUrl: "/luu", uploadUrl: "/tai", files: {}, problems: [] });
const answer = (status: number, body: object): Response => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const sent = (call: number) => JSON.parse(vi.mocked(fetch).mock.calls[call]![1]!.body as string) as { revision: number; content: { prompt: string } };

beforeEach(() => {
  vi.stubGlobal("fetch", vi.fn());
  document.body.innerHTML = "";
});

describe("the editor of a question", () => {
  it("saves with its revision and takes the new one", async () => {
    const model = new ItemModel(props());
    vi.mocked(fetch).mockImplementation(async () => answer(200, { revision: 4, saved_at: "10:24", content: { prompt: "<p>Mới</p>", options: [{ id: "x1", html: "một" }] }, problems: [{ where: "options", message: "Chưa chọn đáp án đúng." }], preview: "<p>xem</p>" }));
    const seen: string[] = [];
    model.onpreview = (html) => seen.push(html);
    model.content.prompt = "<p>Mới</p>";
    model.changed();
    expect(model.hasUnsaved).toBe(true);
    await model.save();
    expect(sent(0)).toMatchObject({ revision: 3, content: { prompt: "<p>Mới</p>" } });
    expect([model.state, model.savedAt, model.problemsAt("options")]).toEqual(["saved", "10:24", ["Chưa chọn đáp án đúng."]]);
    expect(model.content.options[0].id).toBe("x1");
    expect(seen).toEqual(["<p>xem</p>"]);
    await model.save();
    expect(sent(1).revision).toBe(4);
  });

  it("keeps both texts when somebody else saved", async () => {
    const model = new ItemModel(props());
    const theirs = { prompt: "<p>Của cô Lan</p>", options: [] };
    vi.mocked(fetch).mockImplementationOnce(async () => answer(409, { revision: 9, content: theirs, by: "cô Lan" }));
    vi.mocked(fetch).mockImplementation(async () => answer(200, { revision: 10, saved_at: "10:25", content: model.content, problems: [], preview: "" }));
    model.content.prompt = "<p>Của tôi</p>";
    await model.save();
    expect([model.state, model.by, textsOf(model.theirs)]).toEqual(["conflict", "cô Lan", ["Của cô Lan"]]);
    await model.save();
    expect(fetch).toHaveBeenCalledTimes(1);
    model.settle(true);
    await vi.waitFor(() => expect(model.state).toBe("saved"));
    expect(sent(1)).toMatchObject({ revision: 9, content: { prompt: "<p>Của tôi</p>" } });
    expect(textsOf(model.other)).toEqual(["Của cô Lan"]);
    model.swap();
    expect([textsOf(model.content), textsOf(model.other)]).toEqual([["Của cô Lan"], ["Của tôi", "một"]]);
  });

  it("keeps what was typed without a network and says so", async () => {
    const model = new ItemModel(props());
    vi.mocked(fetch).mockRejectedValue(new TypeError("offline"));
    model.content.prompt = "<p>Đang gõ</p>";
    await model.save();
    expect([model.state, model.content.prompt]).toEqual(["offline", "<p>Đang gõ</p>"]);
  });

  it("takes ids of the server without touching the rest", () => {
    const rows = [{ id: "e1", html: "a" }, { id: "e2", html: "b" }];
    const target = { entries: rows, scoring: "all" };
    const key = keyOf(rows[0]!);
    adopt(target, { entries: [{ id: "x1", html: "a" }, { id: "x2", html: "b" }], scoring: "all" });
    expect(target.entries[0]).toBe(rows[0]);
    expect([target.entries[0]!.id, keyOf(target.entries[0]!)]).toEqual(["x1", key]);
    expect(freeId(target.entries, "x")).toBe("x3");
  });
});
