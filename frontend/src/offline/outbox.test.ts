import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { keep as keepMessage, waitingFor } from "../chat/outbox";
import { keep as keepPost, waitingOf } from "../feed/outbox";
import { type Kept, Outbox, fateOf, outcomeOf } from "./outbox";

const one = (id: string, person: string, at: number): Kept => ({ id, person, at });

/** A phone as the first version left it: its database and store, made by hand. */
function oldPhone(name: string, waiting: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore("waiting", { keyPath: "id" });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction("waiting", "readwrite");
      transaction.objectStore("waiting").put(waiting);
      transaction.oncomplete = () => (request.result.close(), resolve());
    };
  });
}

it("finds what phones had waiting before, in the databases they have", async () => {
  await oldPhone("cayda-chat", { ...one("m", "mẹ", 1), url: "/tin-nhan/1/tin/", body: "Cháu ốm ạ", urgent: false });
  await oldPhone("cayda-feed", { ...one("p", "mẹ", 1), what: "comment", url: "/bang-tin/1/", fields: [["body", "Cảm ơn cô"]] });
  expect((await waitingFor("mẹ", "/tin-nhan/1/tin/")).map(({ body }) => body)).toEqual(["Cháu ốm ạ"]);
  expect((await waitingOf("mẹ")).map(({ fields }) => fields)).toEqual([[["body", "Cảm ơn cô"]]]);
});

it("keeps messages and posts apart", async () => {
  await keepMessage({ ...one("same", "an", 1), url: "/a/", body: "tin", urgent: false });
  await keepPost({ ...one("same", "an", 1), what: "post", url: "/b/", fields: [] });
  expect([(await waitingFor("an", "/a/")).length, (await waitingOf("an")).length]).toEqual([1, 1]);
});

it("keeps each thing once, by person, in the order it was written, until it is forgotten", async () => {
  const box = new Outbox<Kept>("test-outbox");
  for (const kept of [one("b", "an", 2), one("a", "an", 1), one("c", "bình", 1), { ...one("b", "an", 3), refused: "dài quá" }]) await box.keep(kept);
  expect((await box.waitingOf("an")).map(({ id, refused }) => [id, refused])).toEqual([["a", undefined], ["b", "dài quá"]]);
  await box.forget("a");
  expect([(await box.waitingOf("an")).length, (await box.waitingOf("bình")).length]).toEqual([1, 1]);
});

it("takes only 200 and 201 for sent", () => {
  expect([200, 201, 302, 401, 404, 422, 429, 500, 503].map(outcomeOf)).toEqual([
    "sent", "sent", "waiting", "waiting", "refused", "refused", "waiting", "waiting", "waiting",
  ]);
});

it("gives back what an account without a role wrote, not what another wrote on the same phone", () => {
  const said = { code: "no_role", person: "mẹ" };
  expect([fateOf(403, said, "mẹ"), fateOf(403, said, "an"), fateOf(403, {}, "mẹ"), fateOf(503, said, "mẹ"), fateOf(201, {}, "mẹ")]).toEqual([
    "refused", "waiting", "waiting", "waiting", "sent",
  ]);
});
