/** Parts with their own minutes: which one is open now. The server keeps the timetable (sessions/rules/sections.py says the same). */
export interface SectionTime {
  key: string;
  opens: number;
  closes: number;
}

export interface Move {
  key: string;
  at_ms: number;
}

export type Timetable = SectionTime[] | null;

/** The section open at a moment, undefined when all are over (or there are none). */
export const openAt = (table: Timetable, now: number): SectionTime | undefined => table?.find((one) => now < one.closes);

/** The timetable after somebody finished a section early: it closes then, later ones move forward. */
export function finished(table: SectionTime[], { key, at_ms }: Move): SectionTime[] {
  let earlier = 0;
  return table.map((one) => {
    if (one.key !== key || at_ms < one.opens || at_ms >= one.closes) return { key: one.key, opens: one.opens - earlier, closes: one.closes - earlier };
    earlier = one.closes - at_ms;
    return { ...one, closes: at_ms };
  });
}

/** What the server says, with what it hasn't heard yet. */
export const withMoves = (table: Timetable, moves: Move[]): Timetable => table && moves.reduce(finished, table);
