import { expect, test } from "vitest";
import { readPush } from "./push";

test.each([
  ['{"title":"Bài mới","body":"Toán 9","url":"/thong-bao/5/","tag":"n5","lang":"vi"}', { title: "Bài mới", body: "Toán 9", url: "/thong-bao/5/", tag: "n5", lang: "vi" }],
  ["not json", { title: "Cây Đa", body: "", url: "/thong-bao/", tag: "cay-da", lang: "vi" }],
  ["null", { title: "Cây Đa", body: "", url: "/thong-bao/", tag: "cay-da", lang: "vi" }],
  ['{"title":7,"url":"https://evil.example/"}', { title: "Cây Đa", body: "", url: "/thong-bao/", tag: "cay-da", lang: "vi" }],
  ['{"url":"//evil.example/"}', { title: "Cây Đa", body: "", url: "/thong-bao/", tag: "cay-da", lang: "vi" }],
])("reads %s", (text, wanted) => expect(readPush(text)).toEqual(wanted));
