import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "./sitting-console";
import type { SittingConsole } from "./sitting-console";

const ROWS = (name: string) => `<div data-part="tabs">t</div><div data-part="rows"><a id="ts-1" href="/x">${name}</a></div>`;

describe("sitting-console", () => {
  beforeEach(() => {
    document.body.innerHTML = `<sitting-console data-topic="sitting:1" data-lost="Mất mạng">${ROWS("An")}<p data-net></p></sitting-console>`;
  });
  afterEach(() => {
    document.body.innerHTML = "";
    vi.unstubAllGlobals();
  });
  const element = () => document.querySelector("sitting-console") as SittingConsole;

  it("puts fresh rows in place and keeps the focus", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => new Response(ROWS("Bình"), { status: 200 })));
    document.getElementById("ts-1")!.focus();
    await element().refresh();
    expect(document.getElementById("ts-1")!.textContent).toBe("Bình");
    expect(document.activeElement?.id).toBe("ts-1");
  });

  it("leaves what hasn't changed alone", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => new Response(ROWS("An"), { status: 200 })));
    const before = document.querySelector('[data-part="rows"]');
    await element().refresh();
    expect(document.querySelector('[data-part="rows"]')).toBe(before);
  });

  it("says that the network is gone and keeps the rows", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("offline"))));
    await element().refresh();
    expect(document.querySelector("[data-net]")!.textContent).toBe("Mất mạng");
    expect(document.getElementById("ts-1")!.textContent).toBe("An");
  });
});
