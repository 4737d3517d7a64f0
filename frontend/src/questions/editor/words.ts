/** What the editor of questions says. Vietnamese is the source, English the other language. */
const WORDS = {
  saved: ["Đã lưu lúc {time}", "Saved at {time}"],
  saving: ["Đang lưu…", "Saving…"],
  unsaved: ["Chưa lưu", "Not saved yet"],
  offline: ["Mất mạng, bài soạn được giữ ở đây; có mạng sẽ tự lưu", "Offline; your text stays here and is saved when the network is back"],
  refused: ["Chưa lưu được: {why}", "Not saved: {why}"],
  conflict: ["{by} vừa lưu câu này. Chọn bản muốn giữ:", "{by} has just saved this question. Choose which to keep:"],
  keepMine: ["Giữ bản của tôi", "Keep mine"],
  takeTheirs: ["Lấy bản đã lưu", "Take the saved one"],
  add: ["Thêm", "Add"],
  remove: ["Bỏ", "Remove"],
  up: ["Đưa lên", "Move up"],
  down: ["Đưa xuống", "Move down"],
  right: ["Đáp án đúng", "Right answer"],
  picture: ["Thêm hình", "Add a picture"],
  replace: ["Đổi hình", "Change the picture"],
  gap: ["Chèn chỗ trống", "Insert a gap"],
  gapNo: ["Chỗ trống {number}", "Gap {number}"],
  formula: ["Công thức", "Formula"],
  draw: ["Kéo trên hình để vẽ một vùng", "Drag on the picture to draw an area"],
  area: ["Vùng {number}", "Area {number}"],
  criterion: ["Tiêu chí", "Criterion"],
  level: ["Mức", "Level"],
  points: ["Điểm", "Points"],
  describePicture: ["Mô tả hình", "Describe the picture"],
  describe: ["Mô tả", "Description"],
  part: ["Phần {letter}", "Part {letter}"],
  weight: ["Trọng số", "Weight"],
  more: ["Tuỳ chọn", "Options"],
  look: ["Xem như học sinh", "See it as pupils do"],
  close: ["Đóng", "Close"],
  mine: ["Bản của tôi", "Mine"],
  theirs: ["Bản của {by}", "{by}'s"],
  kept: ["Bản không chọn vẫn giữ ở đây đến khi rời trang", "The other version stays here until you leave the page"],
  useKept: ["Dùng bản này", "Use this one"],
  failed: ["Chưa tải lên được.", "The upload failed."],
} as const;

export type Word = keyof typeof WORDS;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][document.documentElement.lang.startsWith("en") ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}
