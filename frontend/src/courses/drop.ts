/** Where something dragged to height `y` lands among its neighbours: before the first one whose middle lies below. */
export interface Box {
  top: number;
  height: number;
}

export function dropIndex(boxes: readonly Box[], y: number): number {
  const index = boxes.findIndex((box) => y < box.top + box.height / 2);
  return index < 0 ? boxes.length : index;
}

/** The box that holds `y`, or the nearest one; -1 when there is none. */
export function nearest(boxes: readonly Box[], y: number): number {
  const distances = boxes.map((box) => Math.max(box.top - y, y - (box.top + box.height), 0));
  return distances.indexOf(Math.min(...distances));
}
