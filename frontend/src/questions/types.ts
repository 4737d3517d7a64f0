/**
 * What a kind of question brings to pages with controls. Each `assessment/kinds/<key>/player.ts` exports `widget`; the markup it
 * works on is the kind's `question.html`. The host (the test player, a practice page, the preview of the editor) owns saving.
 */

/** A response as JSON, in the shape docs/explanation/assessment.md gives for the kind; null: not answered. */
export type Response = unknown;

export interface Host {
  /** Tell that the response has changed; the host reads it. */
  changed(): void;
  /** Keep a file with the attempt and return its uuid; absent where files can't be taken (preview). `progress` hears 0-1 where the host can tell. */
  upload?(file: Blob, name: string, progress?: (ratio: number) => void): Promise<{ uuid: string; name: string; url?: string }>;
  /** Say something politely to screen readers. */
  say?(text: string): void;
}

export interface Widget {
  /** Bind the controls inside `root` (the question's element, `[data-question]`), once. */
  ready(root: HTMLElement, host: Host): void;
  read(root: HTMLElement): Response;
  write(root: HTMLElement, response: Response): void;
}
