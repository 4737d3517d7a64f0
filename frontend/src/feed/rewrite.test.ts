import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { fillIn } from "./compose";
import { keep, rewriteUrl, toRewrite, type Waiting } from "./outbox";

it("opens a post that was not taken in its form again, words, choices and files", async () => {
  const picture = new File(["x"], "vo.png", { type: "image/png" });
  const one: Waiting = { id: "p1", person: "cô", what: "post", url: "/bang-tin/9/viet/", at: 1, refused: "Sửa lại", fields: [
    ["client_id", "p1"], ["kind", "poll"], ["title", "Đi đâu?"], ["option", "Hồ"], ["option", "Núi"], ["sides", "staff"], ["pictures", picture],
  ] };
  await keep(one);
  location.hash = rewriteUrl(one).split("#")[1]!;
  expect([rewriteUrl(one), await toRewrite("mẹ")]).toEqual(["/bang-tin/9/viet/?loai=poll#viet-lai=p1", undefined]);
  const form = document.createElement("form");
  form.innerHTML = `<input type="hidden" name="client_id" value="new"><textarea name="title"></textarea><input name="option"><details><input name="option"></details><details><input name="more"></details><input type="checkbox" name="sides" value="staff"><input type="checkbox" name="sides" value="learner" checked><input type="file" name="pictures" multiple>`;
  expect((await toRewrite("cô"))?.id).toBe("p1");
  fillIn(form, one);
  const checked = [...form.querySelectorAll<HTMLInputElement>("[name=sides]")].map((box) => box.checked);
  const words = [...form.querySelectorAll<HTMLInputElement>("[name=client_id], [name=title], [name=option]")].map((field) => field.value);
  expect([words, checked, form.querySelector<HTMLInputElement>("[type=file]")!.files![0]?.name]).toEqual([["p1", "Đi đâu?", "Hồ", "Núi"], [true, false], "vo.png"]);
  expect([...form.querySelectorAll("details")].map((fold) => fold.open)).toEqual([true, false]); // what has words in it is not folded away
});
