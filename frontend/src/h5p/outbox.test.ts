import { describe, expect, it } from "vitest";
import { newest, Outbox, PageStore, type Answer } from "./outbox";

const place = { person: "p1", package: "k", activity: "a" };
const piece = (data: string, at: number) => ({ sub: "0", data_id: "state", data, at });

function box(answers: (Answer | Error)[], store = new PageStore()) {
  const bodies: { changes: { kind: string; data?: string }[] }[] = [];
  const send = async (body: Record<string, unknown>): Promise<Answer> => {
    bodies.push(body as never);
    const answer = answers.shift() ?? { status: 200 };
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { bodies, store, outbox: new Outbox(store, place, send) };
}

describe("outbox", () => {
  it("sends the last state of a piece only, and then has nothing left", async () => {
    const { outbox, bodies } = box([]);
    await outbox.keepState(piece("1", 1), "");
    await outbox.keepState(piece("2", 2), "");
    expect(await outbox.flush()).toBe("sent");
    expect(bodies[0]!.changes.map(({ data }) => data)).toEqual(["2"]);
    expect(await outbox.flush()).toBe("nothing");
  });
  it("keeps everything without a network and sends it later", async () => {
    const { outbox } = box([new Error("offline"), { status: 503 }]);
    await outbox.keep("statement", { statement: {} }, "");
    expect(await outbox.flush()).toBe("kept");
    expect(await outbox.flush()).toBe("kept");
    expect(await outbox.count()).toBe(1);
    expect(await outbox.flush()).toBe("sent");
  });
  it("never sends what another person left on the device", async () => {
    const { outbox, store } = box([]);
    await outbox.keep("finished", { seconds: 3 }, "");
    const other = new Outbox(store, { ...place, person: "p2" }, async () => ({ status: 200 }));
    expect(await other.flush()).toBe("nothing");
    expect(await outbox.count()).toBe(1);
  });
  it("drops the one change the server calls bad and sends the rest", async () => {
    const { outbox, bodies } = box([{ status: 400, field: "changes.0.statement" }]);
    await outbox.keep("statement", { statement: {} }, "", 1);
    await outbox.keep("statement", { statement: {} }, "", 2);
    expect(await outbox.flush()).toBe("sent");
    expect(bodies.map(({ changes }) => changes.length)).toEqual([2, 1]);
  });
  it("stops on a conflict and on a refusal, losing nothing", async () => {
    const { outbox } = box([{ status: 409 }, { status: 404 }]);
    await outbox.keep("finished", { seconds: 1 }, "");
    expect(await outbox.flush()).toBe("other");
    expect(await outbox.flush()).toBe("refused");
    expect(await outbox.count()).toBe(1);
  });
  it("joins server and device by the newest", () => {
    expect(newest([piece("server", 5)], [piece("device", 6)])).toEqual([piece("device", 6)]);
    expect(newest([piece("server", 5)], [piece("", 6)])).toEqual([]);
  });
});
