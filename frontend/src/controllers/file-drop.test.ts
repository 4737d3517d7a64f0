import { beforeEach, expect, test, vi } from "vitest";
import { FileDrop } from "./file-drop";

function choose(...files: File[]): FileDrop {
  const drop = document.querySelector<FileDrop>("file-drop")!;
  Object.defineProperty(drop.input!, "files", { value: files, configurable: true, writable: true });
  drop.refresh();
  return drop;
}
beforeEach(() => {
  const box = document.createElement("div");
  box.innerHTML = '<form><file-drop data-max="2048"><input type="file" accept=".docx,image/*"></file-drop></form>';
  document.body.replaceChildren(box);
});

test("lists name and size of a good file", () => {
  const drop = choose(new File(["x".repeat(1500)], "Đề cương.docx"));
  expect(drop.querySelector("li")?.textContent).toContain("Đề cương.docx");
  expect(drop.querySelector("li")?.textContent).toContain("1 KB");
  expect(drop.input!.validationMessage).toBe("");
});

test("says that a file is too large, and how large it may be", () => {
  const drop = choose(new File(["x".repeat(4096)], "phim.docx"));
  expect(drop.querySelector(".bad")?.textContent).toBe("Tệp nặng 4 KB, tối đa 2 KB.");
  expect(drop.input!.checkValidity()).toBe(false);
});

test("says that a kind can't be used, and takes kinds by ending and by type", () => {
  const drop = document.querySelector<FileDrop>("file-drop")!;
  expect(drop.problem(new File(["x"], "a.exe"))).toBe("Loại tệp này không dùng được.");
  expect(drop.problem(new File(["x"], "a.png", { type: "image/png" }))).toBe("");
  expect(drop.problem(new File(["x"], "A.DOCX"))).toBe("");
});

test("a better choice clears the complaint", () => {
  choose(new File(["x".repeat(4096)], "a.docx"));
  expect(choose(new File(["x"], "a.docx")).input!.validationMessage).toBe("");
});

test("a file can be left out again, so that one that is too large keeps nobody from sending", () => {
  vi.stubGlobal("DataTransfer", class { files: File[] = []; items = { add: (file: File) => void this.files.push(file) }; });
  const drop = choose(new File(["x".repeat(4096)], "phim.docx"), new File(["x"], "a.docx"));
  expect(drop.input!.checkValidity()).toBe(false);
  drop.querySelector<HTMLButtonElement>('button[aria-label="Bỏ tệp phim.docx"]')!.click();
  expect([...drop.querySelectorAll("li .clip")].map((one) => one.textContent)).toEqual(["a.docx"]);
  expect(drop.input!.checkValidity()).toBe(true);
  vi.unstubAllGlobals();
});

test("choosing again adds where several are taken, the same file once, and a picture is seen", () => {
  vi.stubGlobal("DataTransfer", class { files: File[] = []; items = { add: (file: File) => void this.files.push(file) }; });
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:anh", revokeObjectURL: () => undefined }));
  const drop = document.querySelector<FileDrop>("file-drop")!;
  const pick = (...files: File[]): (string | null)[] => {
    Object.defineProperty(drop.input!, "files", { value: files, configurable: true, writable: true });
    drop.input!.dispatchEvent(new Event("change"));
    return [...drop.querySelectorAll("li .clip")].map((one) => one.textContent);
  };
  const [letter, tree] = [new File(["x"], "thu.docx"), new File(["x"], "cay.png", { type: "image/png" })];
  expect([pick(letter), pick(tree)]).toEqual([["thu.docx"], ["cay.png"]]);
  drop.input!.multiple = true;
  pick(letter);
  expect([pick(tree), pick(), pick(tree)]).toEqual(Array(3).fill(["thu.docx", "cay.png"]));
  expect([...drop.querySelectorAll("img")].map((one) => one.getAttribute("src"))).toEqual(["blob:anh"]);
  vi.unstubAllGlobals();
});
