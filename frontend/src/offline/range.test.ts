import { expect, test } from "vitest";
import { rangeOf } from "./range";

const whole = () => new Response("0123456789", { headers: { "Content-Type": "video/mp4" } });
const ask = async (range?: string) => {
  const response = await rangeOf(new Request("http://localhost/a", range ? { headers: { range } } : {}), whole());
  return [response.status, await response.text(), response.headers.get("Content-Range")];
};

test.each([
  [undefined, [200, "0123456789", null]],
  ["bytes=0-", [206, "0123456789", "bytes 0-9/10"]],
  ["bytes=2-4", [206, "234", "bytes 2-4/10"]],
  ["bytes=8-99", [206, "89", "bytes 8-9/10"]],
  ["bytes=-3", [206, "789", "bytes 7-9/10"]],
  ["bytes=10-", [416, "", "bytes */10"]],
  ["bytes=-", [200, "0123456789", null]],
])("answers %s", async (range, expected) => expect(await ask(range)).toEqual(expected));
