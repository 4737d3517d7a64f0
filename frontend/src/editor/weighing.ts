/** What a lesson weighs when a phone opens it for the first time, and how long that takes on a weak line. */

export interface Weight {
  /** Bytes of the page with its styles, scripts and fonts: what the words need. */
  page: number;
  /** Bytes of the pictures, which arrive while one reads. */
  pictures: number;
}

/** Bytes a second of a weak 3G line (400 kbit/s). */
export const PACE = 50_000;
/** From here on the author is asked to use fewer pictures: more than ten seconds on that line. */
export const HEAVY = 500 * 1024;

const PICTURE = /\.(png|jpe?g|webp|gif|avif)(\?|$)/i;
const MEDIA = /\.(mp4|webm|mp3|m4a|ogg|wav|mov)(\?|$)/i;

/** Say what a file is for the weight; films and sound come only when they are played. */
export function partOf(url: string): keyof Weight | null {
  return MEDIA.test(url) ? null : PICTURE.test(url) ? "pictures" : "page";
}

export function total(weight: Weight): number {
  return weight.page + weight.pictures;
}

export function secondsOf(weight: Weight): number {
  return Math.max(1, Math.round(total(weight) / PACE));
}

export function isHeavy(weight: Weight): boolean {
  return total(weight) > HEAVY;
}

export function kilobytes(bytes: number): number {
  return Math.round(bytes / 1024);
}
