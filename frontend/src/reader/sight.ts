/** Which steps of a page have come into view, the long ones too. */

const TOP = 48;
const DOCK = 88;

/**
 * Calls `onSeen` for a step when most of it is in view, and for one taller than the screen when its end comes into view.
 *
 * A tall step never shows more than a part of itself, and between two thresholds the browser says nothing. For its end the view is
 * made endless upwards: then all of it is inside at the moment its last line is.
 */
export function watchSight(places: HTMLElement[], onSeen: (id: string) => void): () => void {
  const seen = (entry: IntersectionObserverEntry): void => onSeen((entry.target as HTMLElement).dataset.step!);
  const most = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting && entry.intersectionRatio > 0.6).forEach(seen), {
    threshold: [0.3, 0.65, 1],
    rootMargin: `-${TOP}px 0px -${DOCK}px 0px`,
  });
  const ends = new IntersectionObserver((entries) => entries.filter(endInView).forEach(seen), {
    threshold: [0.995, 1],
    rootMargin: `1000000px 0px -${DOCK}px 0px`,
  });
  for (const place of places) {
    most.observe(place);
    ends.observe(place);
  }
  return () => {
    most.disconnect();
    ends.disconnect();
  };
}

/** All of it above the dock, and its last line not yet above the screen (somebody who jumped over it has not read it). */
export function endInView(entry: Pick<IntersectionObserverEntry, "isIntersecting" | "intersectionRatio" | "boundingClientRect">): boolean {
  return entry.isIntersecting && entry.intersectionRatio >= 0.995 && entry.boundingClientRect.bottom > TOP;
}
