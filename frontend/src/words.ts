/** The few sentences scripts say by themselves. Vietnamese is the source, English the other language. */
const WORDS = {
  close: ["Đóng", "Close"],
  copied: ["Đã chép", "Copied"],
  sure: ["Bạn chắc chứ?", "Are you sure?"],
  yes: ["Đồng ý", "OK"],
  no: ["Thôi", "Cancel"],
  failed: ["Chưa làm được. Xin thử lại.", "That didn’t work. Please try again."],
  offline: ["Đang mất mạng. Có mạng lại, xin thử lần nữa.", "You’re offline. Please try again when you’re back online."],
  offlineForm: [
    "Đang mất mạng nên chưa gửi. Những gì đã điền còn nguyên, có mạng lại xin bấm lần nữa.",
    "You’re offline, so nothing was sent. What you filled in is still here: press again when you’re back online.",
  ],
  forbidden: ["Bạn không được làm việc này.", "You’re not allowed to do this."],
  busy: ["Bạn thao tác hơi nhanh, xin chờ một lát.", "You’re going a little fast. Please wait a moment."],
  tooBig: ["Tệp nặng {size}, tối đa {max}.", "The file is {size}; the limit is {max}."],
  leaveOut: ["Bỏ tệp {name}", "Leave out {name}"],
  wrongKind: ["Loại tệp này không dùng được.", "This type of file can’t be used."],
  unread: ["{count} mới", "{count} new"],
  now: ["vừa xong", "just now"],
  minutesAgo: ["{count} phút trước", "{count} min ago"],
  minutesLeft: ["còn {count} phút", "{count} min left"],
  hoursLeft: ["còn {count} giờ", "{count} hr left"],
  over: ["đã hết giờ", "time is up"],
  leaveUnsent: ["Còn {count} việc học chưa gửi được. Vẫn đăng xuất?", "{count} pieces of work could not be sent. Sign out anyway?"],
  leaveUnsentMore: [
    "Phần này ở lại trên máy và tự gửi khi chính người học đăng nhập lại ở đây, lúc có mạng.",
    "They stay on this device and are sent when the same person signs in here again, with a network.",
  ],
  leaveYes: ["Đăng xuất", "Sign out"],
  oneWord: ["1 từ", "1 word"],
  manyWords: ["{count} từ", "{count} words"],
  yesterday: ["Hôm qua", "Yesterday"],
  sending: ["Đang gửi", "Sending"],
  waitingNet: ["Chờ mạng", "Waiting for a network"],
  sent: ["Đã gửi", "Sent"],
  notSent: ["Chưa gửi được", "Not sent"],
  waitingSend: ["Chờ gửi", "Waiting to be sent"],
  onePost: ["1 bài mới", "1 new post"],
  newPosts: ["{count} bài mới", "{count} new posts"],
  filesWaiting: ["Kèm {count} ảnh, tệp", "With {count} pictures or files"],
  dropComment: ["Bỏ", "Discard"],
  dropIt: ["Bỏ bài này", "Discard"],
  rewrite: ["Sửa lại", "Rewrite"],
  voiceNote: ["Tin thoại", "Voice note"],
  seen: ["đã xem", "seen"],
  arrived: ["đã nhận", "received"],
} as const;

export type Word = keyof typeof WORDS;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text: string = WORDS[word][document.documentElement.lang.startsWith("en") ? 1 : 0];
  return text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

/** Bytes as people read them: 640 B, 84 KB, 11,3 MB. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  const [value, unit] = kilo < 1024 ? [kilo, "KB"] : kilo < 1048576 ? [kilo / 1024, "MB"] : [kilo / 1048576, "GB"];
  const places = unit === "KB" || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(document.documentElement.lang || "vi", { maximumFractionDigits: places })} ${unit}`;
}
