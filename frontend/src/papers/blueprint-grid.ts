import { define } from "../controllers/define";
import { cellsOf, numberOf, written } from "./paste";

/**
 * `<cd-blueprint>` around the grid of a blueprint, which is a plain form: arrows and Enter move between cells, a block copied from a
 * spreadsheet is pasted from the cell on, sums follow what is typed. `data-levels` names the levels of the scale in order.
 */
export class BlueprintGrid extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.#keys);
    this.addEventListener("paste", this.#paste);
    this.addEventListener("input", this.#sum);
    const add = this.querySelector<HTMLButtonElement>("[data-add]");
    if (add) {
      add.hidden = false;
      add.addEventListener("click", () => {
        this.#add();
        this.#rows().at(-1)?.querySelector<HTMLInputElement>("[data-cell]")?.focus();
      });
    }
    this.#sum();
  }

  #rows(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-rows] [data-row]")];
  }

  #cells(row: HTMLElement): HTMLInputElement[] {
    return [...row.querySelectorAll<HTMLInputElement>("[data-cell]")];
  }

  #place(cell: EventTarget | null): [number, number] | null {
    const rows = this.#rows();
    for (const [down, row] of rows.entries()) {
      const across = this.#cells(row).indexOf(cell as HTMLInputElement);
      if (across >= 0) return [down, across];
    }
    return null;
  }

  #focus(down: number, across: number): boolean {
    const row = this.#rows()[down];
    const cell = row ? this.#cells(row)[across] : undefined;
    cell?.focus();
    cell?.select();
    return Boolean(cell);
  }

  #keys = (event: KeyboardEvent): void => {
    const place = this.#place(event.target);
    if (!place || event.altKey || event.ctrlKey || event.metaKey) return;
    const cell = event.target as HTMLInputElement;
    const isWords = cell.dataset.part === undefined;
    const atStart = cell.selectionStart === 0 && cell.selectionEnd === 0;
    const atEnd = cell.selectionStart === cell.value.length;
    const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const [down, across] = place;
    const moves: Record<string, [number, number] | false> = {
      ArrowUp: [down - 1, across],
      ArrowDown: [down + 1, across],
      Enter: [down + (event.shiftKey ? -1 : 1), across],
      ArrowLeft: (isWords ? atStart : atStart || all) && [down, across - 1],
      ArrowRight: (isWords ? atEnd : atEnd || all) && [down, across + 1],
    };
    const target = moves[event.key];
    if (!target) return;
    if (this.#focus(...target) || event.key === "Enter") event.preventDefault();
  };

  #paste = (event: ClipboardEvent): void => {
    const place = this.#place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!place || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    for (const [down, values] of cellsOf(text).entries()) {
      if (place[0] + down >= this.#rows().length && !this.#add()) break;
      const row = this.#rows()[place[0] + down];
      if (!row) break;
      const cells = this.#cells(row);
      for (const [across, value] of values.entries()) {
        const cell = cells[place[1] + across];
        if (cell) cell.value = value.slice(0, cell.maxLength > 0 ? Math.max(cell.maxLength, 1) : undefined);
      }
    }
    this.#sum();
  };

  /** Add a blank row; the number in its names is the next one. */
  #add(): boolean {
    const blank = this.querySelector<HTMLTemplateElement>("template[data-blank]");
    const body = this.querySelector("[data-rows]");
    const count = this.querySelector<HTMLInputElement>("[data-count]");
    const number = this.#rows().length + 1;
    if (!blank || !body || !count || number > 60) return false;
    const row = blank.content.cloneNode(true) as DocumentFragment;
    for (const named of row.querySelectorAll<HTMLInputElement>("[name]")) named.name = named.name.replace(/^([a-z])-1(?=-|$)/, `$1-${number}`);
    for (const labelled of row.querySelectorAll("[aria-label]")) {
      labelled.setAttribute("aria-label", (labelled.getAttribute("aria-label") ?? "").replace("1", String(number)));
    }
    const shown = row.querySelector(".tt");
    if (shown) shown.textContent = String(number);
    body.append(row);
    count.value = String(number);
    return true;
  }

  /** Put the sums where they stand. A part of which fewer are answered than printed counts so many. */
  #sum = (): void => {
    const levels = (this.dataset.levels ?? "").split(",");
    const counts = new Map<string, number>();
    const perRow: Array<[HTMLElement, Map<string, number>]> = [];
    for (const row of this.#rows()) {
      const own = new Map<string, number>();
      for (const cell of row.querySelectorAll<HTMLInputElement>("[data-part]")) {
        const value = numberOf(cell.value);
        const isBad = !Number.isInteger(value) || value > 200;
        cell.classList.toggle("bad", isBad);
        cell.setAttribute("aria-invalid", String(isBad));
        if (isBad) continue;
        const { part = "", level = "" } = cell.dataset;
        counts.set(`${part}.${level}`, (counts.get(`${part}.${level}`) ?? 0) + value);
        own.set(part, (own.get(part) ?? 0) + value);
      }
      perRow.push([row, own]);
    }
    const worth = this.#worth(counts, levels);
    if (!worth.size) return;
    this.#write(counts, levels, worth);
    for (const [row, own] of perRow) {
      const points = [...own].reduce((sum, [part, count]) => sum + count * (worth.get(part) ?? 0), 0);
      const cell = row.querySelector("[data-row-sum]");
      if (cell) cell.textContent = points ? written(points) : "";
    }
  };

  #worth(counts: Map<string, number>, levels: string[]): Map<string, number> {
    const worth = new Map<string, number>();
    for (const input of this.querySelectorAll<HTMLInputElement>("[data-worth]")) {
      const part = input.dataset.worth ?? "";
      const printed = levels.reduce((sum, level) => sum + (counts.get(`${part}.${level}`) ?? 0), 0);
      const answered = Number(input.dataset.answers ?? 0);
      const each = numberOf(input.value) || 0;
      worth.set(part, answered && printed > answered ? (each * answered) / printed : each);
    }
    return worth;
  }

  #write(counts: Map<string, number>, levels: string[], worth: Map<string, number>): void {
    const byLevel = levels.map(() => 0);
    let all = 0;
    let total = 0;
    for (const [part, each] of worth) {
      let points = 0;
      for (const [place, level] of levels.entries()) {
        const count = counts.get(`${part}.${level}`) ?? 0;
        this.#put(`[data-sum="${part}.${place}"]`, String(count));
        byLevel[place] = (byLevel[place] ?? 0) + count * each;
        points += count * each;
        all += count;
      }
      this.#put(`[data-sum="${part}"]`, written(points));
      total += points;
    }
    this.#put('[data-sum="count"]', String(all));
    this.#put('[data-sum="points"]', written(total));
    for (const [place, points] of byLevel.entries()) {
      this.#put(`[data-level="${place}"]`, written(points));
      this.#put(`[data-percent="${place}"]`, total ? written(Math.round((1000 * points) / total) / 10) : "0");
    }
  }

  #put(where: string, text: string): void {
    const cell = this.querySelector(where);
    if (cell) cell.textContent = text;
  }
}

define("cd-blueprint", BlueprintGrid);
