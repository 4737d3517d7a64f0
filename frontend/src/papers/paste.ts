/** What spreadsheets put on the clipboard, as rows of cells: tabs between cells, lines between rows, quotes around cells with lines. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < source.length; at++) {
    const sign = source[at];
    if (quoted) {
      if (sign === '"' && source[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t" || sign === "\n") {
      rows.at(-1)?.push(cell.trim());
      cell = "";
      if (sign === "\n") rows.push([]);
    } else cell += sign;
  }
  rows.at(-1)?.push(cell.trim());
  return rows;
}

/** A number as people type it: comma or point; NaN for anything else. */
export function numberOf(text: string): number {
  const clean = text.trim().replace(",", ".");
  return clean === "" ? 0 : /^\d+(\.\d+)?$/.test(clean) ? Number(clean) : Number.NaN;
}

/** A number as Vietnamese write it, at most three decimals. */
export function written(value: number): string {
  return String(Math.round(value * 1000) / 1000).replace(".", ",");
}
