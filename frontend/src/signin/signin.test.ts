import { beforeEach, describe, expect, it, vi } from "vitest";
import { setUpDemoLogins } from "./demo-logins";
import { sayPasskeyErrors, setUpPasskeys } from "./passkeys";
import { PicturePad } from "./picture-pad";
import "./show-password";

beforeEach(() => {
  document.body.innerHTML = "";
});

/** Parse apart and put in whole, so that elements find their children when they are connected. */
function put(markup: string): void {
  const box = document.createElement("div");
  box.innerHTML = markup;
  document.body.replaceChildren(box);
}

describe("picture-pad", () => {
  const markup = (first = "") => `
    <picture-pad data-need="4"><form>
      <input type="hidden" name="taps" value=""><input type="hidden" name="first" value="${first}">
      <span data-said="Đã chạm {n} trên 4 hình"></span>
      <span class="pad-dot"></span><span class="pad-dot"></span><span class="pad-dot"></span><span class="pad-dot"></span>
      <button name="tap" value="cat"></button></form><a data-again href="#"></a></picture-pad>`;
  const build = (first = "") => {
    put(markup(first));
    const pad = document.querySelector<PicturePad>("picture-pad")!;
    const submit = vi.fn();
    pad.querySelector("form")!.submit = submit;
    return { pad, submit, taps: pad.querySelector<HTMLInputElement>('input[name="taps"]')! };
  };

  it("collects taps, says how many, and sends the form at the fourth", () => {
    const { pad, submit, taps } = build();
    for (const key of ["cat", "fish", "cat"]) pad.tap(key);
    expect(taps.value).toBe("cat-fish-cat");
    expect(pad.querySelectorAll(".pad-dot.on")).toHaveLength(3);
    expect(pad.querySelector("[data-said]")!.textContent).toBe("Đã chạm 3 trên 4 hình");
    expect(submit).not.toHaveBeenCalled();
    pad.tap("mango");
    pad.tap("mango");
    expect(taps.value).toBe("cat-fish-cat-mango");
    expect(submit).toHaveBeenCalledOnce();
  });

  it("starts again without a page in the first round only", () => {
    const { pad, taps } = build();
    pad.tap("cat");
    pad.querySelector<HTMLElement>("[data-again]")!.click();
    expect(taps.value).toBe("");
    const second = build("cat-fish-cat-mango");
    second.pad.tap("cat");
    second.pad.querySelector<HTMLElement>("[data-again]")!.click();
    expect(second.taps.value).toBe("cat");
  });
});

describe("show-password", () => {
  it("shows, hides, and hides before the form goes out", () => {
    put(
      `<form><show-password data-show="Hiện mật khẩu" data-hide="Ẩn mật khẩu"><input type="password" name="password"></show-password></form>`,
    );
    const input = document.querySelector("input")!;
    const button = document.querySelector("button")!;
    expect(button.getAttribute("aria-label")).toBe("Hiện mật khẩu");
    button.click();
    expect(input.type).toBe("text");
    expect(button.getAttribute("aria-label")).toBe("Ẩn mật khẩu");
    document.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }));
    expect(input.type).toBe("password");
  });
});

describe("passkeys", () => {
  it("shows its buttons only where the browser has passkeys", () => {
    document.body.innerHTML = `<p data-needs-passkey hidden></p><p data-without-passkey hidden></p>`;
    const [needs, without] = [...document.querySelectorAll("p")];
    vi.stubGlobal("PublicKeyCredential", class {});
    setUpPasskeys();
    expect([needs!.hidden, without!.hidden]).toEqual([false, true]);
    vi.stubGlobal("PublicKeyCredential", undefined);
    setUpPasskeys();
    expect([needs!.hidden, without!.hidden]).toEqual([true, false]);
    vi.unstubAllGlobals();
  });

  it("says in words what went wrong", () => {
    document.body.innerHTML = `<div id="messages"></div><p id="passkey-error" data-cancelled="Đã dừng" data-failed="Chưa được"></p>`;
    sayPasskeyErrors();
    const fail = (name: string) =>
      document.dispatchEvent(new CustomEvent("allauth.error", { cancelable: true, detail: { exception: { name } } }));
    fail("NotAllowedError");
    fail("SecurityError");
    const said = document.getElementById("messages")!.textContent;
    expect(said).toContain("Đã dừng");
    expect(said).toContain("Chưa được");
  });
});

describe("demo log-ins", () => {
  it("fill the form and send it", () => {
    document.body.innerHTML = `<form class="signin"><input name="login"><input name="password"></form><button data-demo-login="huong" data-demo-password="x"></button>`;
    const form = document.querySelector("form")!;
    form.requestSubmit = vi.fn();
    setUpDemoLogins();
    document.querySelector<HTMLElement>("[data-demo-login]")!.click();
    expect(form.querySelector<HTMLInputElement>('[name="login"]')!.value).toBe("huong");
    expect(form.requestSubmit).toHaveBeenCalledOnce();
  });
});
