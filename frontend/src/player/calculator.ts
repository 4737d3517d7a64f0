/** A small calculator: the four operations, powers, roots, brackets; a comma is a decimal comma. No eval. */
import { define } from "../controllers/define";
import { say } from "./words";

type Token = number | string;
const LEVEL: Record<string, number> = { "+": 1, "-": 1, "×": 2, "÷": 2, "^": 3 };

function tokens(text: string): Token[] {
  const found = text.replace(/\s/g, "").replace(/,/g, ".").replace(/\*/g, "×").replace(/[/:]/g, "÷").match(/\d*\.?\d+|[()+\-×÷^√]/g) ?? [];
  return found.map((one) => (/\d/.test(one) ? Number(one) : one));
}

/** Return the value, NaN when it isn't an expression. Precedence climbing. */
export function calculate(text: string): number {
  const list = tokens(text);
  let at = 0;
  function atom(): number {
    const token = list[at++];
    if (typeof token === "number") return token;
    if (token === "-") return -power();
    if (token === "√") return Math.sqrt(atom());
    if (token === "(") {
      const value = sum(1);
      return list[at++] === ")" ? value : NaN;
    }
    return NaN;
  }
  function power(): number {
    const base = atom();
    if (list[at] !== "^") return base;
    at++;
    return base ** power();
  }
  function sum(least: number): number {
    let left = power();
    for (let sign = list[at]; typeof sign === "string" && (LEVEL[sign] ?? 0) >= least && sign !== "^"; sign = list[at]) {
      at++;
      const right = LEVEL[sign] === 1 ? sum(2) : power();
      left = sign === "+" ? left + right : sign === "-" ? left - right : sign === "×" ? left * right : left / right;
    }
    return left;
  }
  const value = sum(1);
  return at === list.length && list.length ? value : NaN;
}

const KEYS = ["7", "8", "9", "÷", "(", "4", "5", "6", "×", ")", "1", "2", "3", "-", "^", "0", ",", "√", "+", "="];

class Calculator extends HTMLElement {
  connectedCallback(): void {
    if (this.firstElementChild) return;
    const line = Object.assign(document.createElement("input"), { className: "input", inputMode: "none", autocomplete: "off" });
    line.setAttribute("aria-label", say("calculation"));
    const result = Object.assign(document.createElement("output"), { className: "calc-out" });
    const show = (): void => {
      const value = calculate(line.value);
      result.textContent = Number.isFinite(value) ? `= ${Number(value.toPrecision(10)).toString().replace(".", ",")}` : line.value ? "…" : "";
    };
    const keys = document.createElement("div");
    keys.className = "calc-keys";
    for (const key of [...KEYS, "⌫"]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: key });
      button.addEventListener("click", () => {
        if (key === "⌫") line.value = line.value.slice(0, -1);
        else if (key === "=") line.value = result.textContent?.replace(/^= /, "") || line.value;
        else line.value += key;
        show();
      });
      keys.append(button);
    }
    line.addEventListener("input", show);
    this.append(line, result, keys);
  }
}

define("test-calculator", Calculator);
