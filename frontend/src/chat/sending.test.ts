import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import type { Waiting } from "./outbox";
import { barsOf } from "./recorder";
import { deliver } from "./sending";

const waiting = (): Waiting => ({
  id: "a", person: "mẹ", url: "/tin/", body: "", urgent: false, at: 1, files: [{ blob: new Blob(["x"]), name: "anh.png" }],
});
const answers = (...statuses: [number, object?][]): ReturnType<typeof vi.fn> => {
  const fetched = vi.fn();
  for (const [status, body] of statuses) fetched.mockResolvedValueOnce(new Response(JSON.stringify(body ?? {}), { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
};
afterEach(() => vi.unstubAllGlobals());

it("brings a file once, though its words have to try again", async () => {
  const one = waiting();
  const fetched = answers([201, { uuid: "f" }], [503], [201]);
  expect(await deliver(one, "/tep/")).toEqual({ sent: "waiting" });
  expect(await deliver(one, "/tep/")).toEqual({ sent: "sent" });
  expect(fetched.mock.calls.map((call) => call[0])).toEqual(["/tep/", "/tin/", "/tin/"]);
  expect(JSON.parse(fetched.mock.calls[2]![1].body)).toMatchObject({ client_id: "a", files: ["f"], reply_to: null });
});

it("says why a file isn't taken, and waits when there is no network", async () => {
  answers([422, { message: "Tệp lớn quá" }]);
  expect(await deliver(waiting(), "/tep/")).toEqual({ sent: "refused", message: "Tệp lớn quá" });
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
  expect(await deliver(waiting(), "/tep/")).toEqual({ sent: "waiting", cutOff: true });
});

it("draws the loudest of each part against the loudest of all", () => {
  expect(barsOf([0, 0.5, 0.25, 0, 1, 0], 3)).toEqual([16, 8, 31]);
  expect(barsOf([0.2], 40)).toEqual([31]);
  expect(barsOf([], 40)).toEqual([]);
});
