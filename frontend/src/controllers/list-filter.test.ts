import { expect, test } from "vitest";
import "./list-filter";

const names = ["Đặng Thị Nga", "Lò Văn Nghĩa", "Ma Thu Hà", ...Array.from({ length: 11 }, (_one, number) => `Hoàng ${number}`)];
const page = async (people: string[]) => {
  const rows = people.map((name) => `<label><input type="checkbox"${name.startsWith("Lò") ? " checked" : ""}>${name}</label>`).join("");
  document.body.innerHTML = `<fieldset><list-filter hidden><input type="search"></list-filter>${rows}</fieldset>`;
  await Promise.resolve();
  return document.querySelector<HTMLElement>("list-filter")!;
};

test("a long list is narrowed by words without signs; what is ticked stays", async () => {
  const filter = await page(names);
  const field = filter.querySelector("input")!;
  expect(filter.hidden).toBe(false);
  field.value = "dang nga";
  field.dispatchEvent(new Event("input"));
  const shown = [...document.querySelectorAll("label")].filter((label) => !label.hidden).map((label) => label.textContent);
  expect(shown).toEqual(["Đặng Thị Nga", "Lò Văn Nghĩa"]);
  field.value = "";
  field.dispatchEvent(new Event("input"));
  expect(document.querySelectorAll("label[hidden]")).toHaveLength(0);
});

test("a short list needs none", async () => {
  expect((await page(names.slice(0, 3))).hidden).toBe(true);
});
