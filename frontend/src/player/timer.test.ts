import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Engine } from "./engine";
import { openAt, type SectionTime } from "./sections";
import { Timer } from "./timer";

const MINUTE = 60_000;
const sections: SectionTime[] = [
  { key: "I", opens: 0, closes: 5 * MINUTE },
  { key: "II", opens: 5 * MINUTE, closes: 8 * MINUTE },
];
let now = 0;
let player: HTMLElement;
const bell = { announce: vi.fn(), note: vi.fn(), title: (key: string) => `Phần ${key}`, sectionOver: vi.fn(), over: vi.fn() };

function engine(table: SectionTime[] | null, deadline: number | null): Engine {
  const section = () => openAt(table, now);
  return {
    kept: { clock: { started: 0, deadline, sections: table, paused: false } },
    pack: {},
    standing: "working",
    section,
    sectionLeft: () => (section() ? section()!.closes - now : null),
    left: () => (deadline === null ? null : Math.max(0, deadline - now)),
  } as unknown as Engine;
}
function ticking(table: SectionTime[] | null, deadline: number | null): Timer {
  const timer = new Timer(player, engine(table, deadline), bell);
  timer.start();
  return timer;
}
const clock = (): string => player.querySelector("[data-clock]")!.textContent!;

beforeEach(() => {
  vi.clearAllMocks();
  now = 0;
  document.documentElement.lang = "vi";
  player = document.createElement("div");
  player.innerHTML = `<span data-timer><svg data-ring></svg><b data-clock></b></span>`;
});

describe("the timer", () => {
  it("shows the section's time, warns a minute before once, and moves on", () => {
    const timer = ticking(sections, 8 * MINUTE);
    timer.tick();
    expect(clock()).toBe("05:00");
    now = 4 * MINUTE;
    timer.tick();
    timer.tick();
    expect(bell.note.mock.calls).toEqual([["clock", "Còn 1 phút cho phần “Phần I”. Hết giờ, máy tự chuyển sang phần sau."]]);
    now = 5 * MINUTE;
    timer.tick();
    timer.tick();
    expect(bell.sectionOver.mock.calls).toEqual([["I", "II"]]);
    expect(clock()).toBe("03:00");
    expect(bell.over).not.toHaveBeenCalled();
  });

  it("only announces the last minute of the last section, then it is over", () => {
    now = 6 * MINUTE;
    const timer = ticking(sections, 8 * MINUTE);
    now = 7 * MINUTE;
    timer.tick();
    expect([bell.note.mock.calls.length, bell.announce.mock.calls]).toEqual([0, [["Còn 1 phút"]]]);
    now = 8 * MINUTE;
    timer.tick();
    expect(bell.over).toHaveBeenCalled();
  });

  it("says ten, five and one minute once each where there are no sections", () => {
    const timer = ticking(null, 45 * MINUTE);
    for (const left of [10, 9.5, 5, 1]) {
      now = (45 - left) * MINUTE;
      timer.tick();
      timer.tick();
    }
    expect(bell.announce.mock.calls.map(([text]) => text)).toEqual(["Còn 10 phút", "Còn 5 phút", "Còn 1 phút"]);
  });

  it("hides where there is no limit", () => {
    ticking(null, null).tick();
    expect(player.querySelector<HTMLElement>("[data-timer]")!.hidden).toBe(true);
  });
});
