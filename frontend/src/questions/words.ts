/** What the controls of questions say. Vietnamese is the source, English the other language. */
const WORDS = {
  drop: ["Bỏ {name}", "Remove {name}"],
  sending: ["Đang gửi {name}", "Sending {name}"],
  again: ["Gửi lại", "Send again"],
  unsent: ["Chưa gửi được tệp. Bấm “Gửi lại” khi có mạng.", "The file could not be sent. Press “Send again” when the network is back."],
  noSound: ["Máy không cho ghi âm ở đây; hãy chọn tệp âm thanh đã ghi.", "This device lets nobody record here; choose a recording instead."],
  recording: ["ghi-am", "recording"],
  file: ["Tệp {number}", "File {number}"],
  format: ["Định dạng", "Format"],
  bold: ["Đậm", "Bold"],
  italic: ["Nghiêng", "Italic"],
  superscript: ["Chỉ số trên", "Superscript"],
  subscript: ["Chỉ số dưới", "Subscript"],
  bullets: ["Gạch đầu dòng", "Bullets"],
  numbers: ["Đánh số", "Numbers"],
  signs: ["Kí hiệu", "Signs"],
  formula: ["Công thức", "Formula"],
  latex: ["Công thức LaTeX", "Formula in LaTeX"],
  insert: ["Chèn", "Insert"],
  insertFormula: ["Chèn công thức", "Insert the formula"],
} as const;

export type Word = keyof typeof WORDS;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][document.documentElement.lang.startsWith("en") ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}
