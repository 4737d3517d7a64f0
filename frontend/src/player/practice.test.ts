import { beforeEach, describe, expect, it, vi } from "vitest";
import { NetProblem } from "./net";
import { Practice, type Said } from "./practice";
import type { Practised, Question } from "./types";

const question: Question = { position: 1, number: 1, part: "I", kind: "single_choice", points: "1", html: "", stimulus: "", stimulus_id: "", hints: 2, checks: true };
const rules = { no_back: false, calculator: false, fullscreen: false, feedback: true, hints: true, tries: 2, hint_cost: 0.25, run: 0 };
const settle = async (): Promise<void> => void (await new Promise((done) => setTimeout(done)));
let card: HTMLElement;
let stands: Practised | undefined;
let asked: Record<string, unknown>[];
let answers: (Partial<Said> | Error)[];
let lock: ReturnType<typeof vi.fn>;
let mastered: ReturnType<typeof vi.fn>;

function open(given = question, terms = rules): void {
  new Practice(card, given, terms, {
    read: () => "o1",
    stands: () => stands,
    ask: async (body) => {
      asked.push(body);
      const said = answers.shift();
      if (said instanceof Error) throw said;
      if (said?.progress) stands = said.progress.questions["1"];
      return { progress: { run: 0, wanted: 0, questions: {} }, mastered: false, ...said };
    },
    lock: lock as unknown as () => void,
    mastered: mastered as unknown as (end: string) => void,
  });
}
const progress = (one: Partial<Practised>) => ({ run: 0, wanted: 0, questions: { "1": { tries: 0, left: 2, hints: 0, right: false, settled: false, ...one } } });
const buttons = () => [...card.querySelectorAll<HTMLButtonElement>(".practice button")];
const seen = () => card.textContent!.replace(/\s+/g, " ");

beforeEach(() => {
  document.documentElement.lang = "vi";
  card = document.body.appendChild(document.createElement("form"));
  [stands, asked, answers, lock, mastered] = [undefined, [], [], vi.fn(), vi.fn()];
});

describe("practice", () => {
  it("says how many tries are left, then the answer, and fixes it", async () => {
    answers = [{ is_right: false, progress: progress({ tries: 1, left: 1 }) }, { is_right: false, key: "B", explanation: "<p>Vì thế.</p>", progress: progress({ tries: 2, left: 0, settled: true }) }];
    open();
    expect(seen()).toContain("Còn 2 lần thử.");
    buttons()[1]!.click();
    await settle();
    expect(seen()).toContain("Chưa đúng, em thử lại.");
    expect(seen()).toContain("Còn 1 lần thử.");
    expect(lock).not.toHaveBeenCalled();
    buttons()[1]!.click();
    await settle();
    expect(seen()).toContain("đã hết lượt thử");
    expect(seen()).toContain("Đáp án: B");
    expect(seen()).toContain("Vì thế.");
    expect(lock).toHaveBeenCalled();
    expect(buttons().every((one) => one.hidden)).toBe(true);
    expect(asked).toEqual([{ position: 1, response: "o1" }, { position: 1, response: "o1" }]);
  });

  it("shows hints one under the other with their price", async () => {
    answers = [{ hint: "<p>Một</p>" }, { hint: "<p>Hai</p>" }];
    open();
    expect(seen()).toContain("Mỗi gợi ý bớt 25% điểm của câu.");
    for (let press = 0; press < 2; press++) {
      buttons()[0]!.click();
      await settle();
    }
    expect([...card.querySelectorAll(".practice-hint")].map((one) => one.textContent)).toEqual(["Gợi ý 1Một", "Gợi ý 2Hai"]);
    expect(buttons()[0]!.hidden).toBe(true);
    expect(asked).toEqual([{ position: 1, hint: 0 }, { position: 1, hint: 1 }]);
  });

  it("says again how a settled question went, with the hints that were taken", async () => {
    stands = progress({ tries: 1, left: 1, hints: 1, right: true, settled: true }).questions["1"];
    answers = [{ hint: "<p>Một</p>" }, { is_right: true, explanation: "<p>Vì thế.</p>" }];
    open();
    await settle();
    await settle();
    expect(asked).toEqual([{ position: 1, hint: 0 }, { position: 1 }]);
    expect(seen()).toContain("Đúng rồi!Vì thế.");
  });

  it("keeps the answer and says why when there is no network, and repeats what the server refuses", async () => {
    answers = [new NetProblem("network"), new NetProblem("refused", "Em trả lời rồi hãy bấm Kiểm tra.")];
    open();
    for (const words of ["Có mạng mới kiểm tra được", "Em trả lời rồi hãy bấm Kiểm tra."]) {
      buttons()[1]!.click();
      await settle();
      expect(seen()).toContain(words);
      expect(buttons()[1]!.disabled).toBe(false);
    }
  });

  it("ends with mastery", async () => {
    answers = [{ is_right: true, mastered: true, end: "/xong", progress: progress({ right: true, settled: true }) }];
    open();
    buttons()[1]!.click();
    await settle();
    expect(mastered).toHaveBeenCalledWith("/xong");
  });

  it("asks nothing where the test doesn't tell and where a person marks", () => {
    open({ ...question, checks: false }, { ...rules, hints: false });
    expect(buttons()).toEqual([]);
  });
});
