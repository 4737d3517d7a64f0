/** Areas on a picture in whole pixels: rect `[left, top, width, height]`, circle `[x, y, radius]`, poly `[x, y, …]`; kept as ratios of the picture. */
export type Shape = "rect" | "circle" | "poly";
export type Size = readonly [width: number, height: number];
export type Point = readonly [x: number, y: number];

export const LEAST_POINTS = 3;
export const MOST_POINTS = 40;

const clamp = (value: number, least: number, most: number): number => Math.round(Math.min(Math.max(value, least), Math.max(least, most)));
const along = (shape: Shape, place: number, size: Size): number => (shape === "circle" && place === 2 ? size[0] : size[place % 2]!);
export const pointsOf = (px: readonly number[]): Point[] => Array.from({ length: Math.floor(px.length / 2) }, (_, place) => [px[place * 2]!, px[place * 2 + 1]!]);

export const toPixels = (shape: Shape, coords: readonly number[], size: Size): number[] => coords.map((value, place) => Math.round(value * along(shape, place, size)));
export const toRatios = (shape: Shape, px: readonly number[], size: Size): number[] => px.map((value, place) => Math.round((value / along(shape, place, size)) * 1e5) / 1e5);

/** The smallest box around an area: `[left, top, width, height]`. */
export function boxOf(shape: Shape, px: readonly number[]): number[] {
  if (shape === "rect") return [...px];
  if (shape === "circle") return [px[0]! - px[2]!, px[1]! - px[2]!, 2 * px[2]!, 2 * px[2]!];
  const points = pointsOf(px);
  const [xs, ys] = [points.map((one) => one[0]), points.map((one) => one[1])];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Where the number of an area stands: a corner, the centre, the first point. */
export const spotOf = (px: readonly number[]): Point => [px[0]!, px[1]!];

/** What a number of an area may be while the others stay: so it never leaves the picture. */
export function rangeOf(shape: Shape, px: readonly number[], place: number, size: Size): [least: number, most: number] {
  if (shape === "poly" || (shape === "circle" && place < 2)) return [0, size[place % 2]!];
  if (shape === "circle") return [1, Math.max(...size)];
  return place < 2 ? [0, size[place]! - px[place + 2]!] : [1, size[place % 2]! - px[place - 2]!];
}

/** Move an area as a whole, as far as the picture goes. */
export function moved(shape: Shape, px: readonly number[], dx: number, dy: number, size: Size): number[] {
  const [left, top, wide, high] = shape === "circle" ? [px[0]!, px[1]!, 0, 0] : (boxOf(shape, px) as [number, number, number, number]);
  const [byX, byY] = [clamp(left + dx, 0, size[0] - wide) - left, clamp(top + dy, 0, size[1] - high) - top];
  if (shape !== "poly") return px.map((value, place) => (place === 0 ? value + byX : place === 1 ? value + byY : value));
  return px.map((value, place) => value + (place % 2 ? byY : byX));
}

/** Make an area wider and higher (or less so), its left top corner staying; a circle grows by either. */
export function resized(shape: Shape, px: readonly number[], dx: number, dy: number, size: Size): number[] {
  if (shape === "circle") return [px[0]!, px[1]!, clamp(px[2]! + (dx || dy), 1, Math.max(...size))];
  const [left, top, wide, high] = boxOf(shape, px) as [number, number, number, number];
  const [newWide, newHigh] = [clamp(wide + dx, 1, size[0] - left), clamp(high + dy, 1, size[1] - top)];
  if (shape === "rect") return [left, top, newWide, newHigh];
  return px.map((value, place) => (place % 2 ? Math.round(top + ((value - top) * newHigh) / (high || 1)) : Math.round(left + ((value - left) * newWide) / (wide || 1))));
}

/** The rectangle between two corners, within the picture. */
export function spanned(from: Point, to: Point, size: Size): number[] {
  const [x1, y1, x2, y2] = [clamp(from[0], 0, size[0]), clamp(from[1], 0, size[1]), clamp(to[0], 0, size[0]), clamp(to[1], 0, size[1])];
  const [left, top] = [Math.min(x1, x2, size[0] - 1), Math.min(y1, y2, size[1] - 1)];
  return [left, top, Math.max(1, Math.abs(x2 - x1)), Math.max(1, Math.abs(y2 - y1))];
}

/** The circle about a centre through a point. */
export const reaching = (centre: Point, to: Point, size: Size): number[] => [centre[0], centre[1], clamp(Math.hypot(to[0] - centre[0], to[1] - centre[1]), 1, Math.max(...size))];

/** The four corners of a rectangle in turn, from the left top one. */
export const cornersOf = ([left, top, wide, high]: readonly number[]): Point[] => [
  [left!, top!],
  [left! + wide!, top!],
  [left! + wide!, top! + high!],
  [left!, top! + high!],
];

export function withPoint(px: readonly number[], place: number, point: Point, size: Size): number[] {
  const next = [...px];
  next.splice(place * 2, 2, clamp(point[0], 0, size[0]), clamp(point[1], 0, size[1]));
  return next;
}

/** Put a point half-way between a point and the next one. */
export function splitAfter(px: readonly number[], place: number): number[] {
  const points = pointsOf(px);
  const [here, then] = [points[place]!, points[(place + 1) % points.length]!];
  return [...px.slice(0, place * 2 + 2), Math.round((here[0] + then[0]) / 2), Math.round((here[1] + then[1]) / 2), ...px.slice(place * 2 + 2)];
}

export const withoutPoint = (px: readonly number[], place: number): number[] => px.filter((_, at) => at >> 1 !== place);

/** An area of another shape in the same place. */
export function reshaped(px: readonly number[], from: Shape, to: Shape, size: Size): number[] {
  if (from === to) return [...px];
  const [left, top, wide, high] = boxOf(from, px) as [number, number, number, number];
  const middle: Point = [Math.round(left + wide / 2), Math.round(top + high / 2)];
  if (to === "circle") return [clamp(middle[0], 0, size[0]), clamp(middle[1], 0, size[1]), Math.max(1, Math.round(Math.min(wide, high) / 2))];
  if (from === "circle" && to === "poly") {
    const turn = (step: number): Point => [px[0]! + px[2]! * Math.cos((step * Math.PI) / 4), px[1]! + px[2]! * Math.sin((step * Math.PI) / 4)];
    return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((step) => [clamp(turn(step)[0], 0, size[0]), clamp(turn(step)[1], 0, size[1])]);
  }
  const rect = spanned([left, top], [left + wide, top + high], size);
  return to === "rect" ? rect : cornersOf(rect).flat();
}

/** An area of a shape in the middle of the picture, to begin with. */
export function fresh(shape: Shape, size: Size): number[] {
  const [wide, high] = [Math.max(1, Math.round(size[0] / 5)), Math.max(1, Math.round(size[1] / 5))];
  const rect = [Math.round((size[0] - wide) / 2), Math.round((size[1] - high) / 2), wide, high];
  if (shape !== "poly") return reshaped(rect, "rect", shape, size);
  return [rect[0]! + Math.round(wide / 2), rect[1]!, rect[0]! + wide, rect[1]! + high, rect[0]!, rect[1]! + high];
}

/** Whether the line of a polygon crosses itself: what it goes round twice isn't in it. */
export function crosses(px: readonly number[]): boolean {
  const points = pointsOf(px);
  const side = (a: Point, b: Point, c: Point): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  return points.some((a, one) =>
    points.some((c, other) => {
      if (other < one + 2 || (one === 0 && other === points.length - 1)) return false;
      const [b, d] = [points[one + 1]!, points[(other + 1) % points.length]!];
      return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    }),
  );
}
