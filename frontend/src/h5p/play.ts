/** What the server tells our frame (lms/h5p/selectors/frames.py, `play_data`). */
export interface Source {
  base: string;
  files: [path: string, bytes: number][];
}
export interface LibrarySource extends Source {
  dir: string;
  js: string[];
  css: string[];
}
export interface Play {
  contentId: string;
  title: string;
  library: string;
  language: string;
  iri: string;
  params: unknown;
  content: Source;
  libraries: LibrarySource[];
  words: Record<string, string>;
  parent: string;
  nonce: string;
}

/** A script or style sheet with where it came from: its address, and the folder of its library. */
export interface Code {
  url: string;
  library: string;
  text: string;
}

/** What our frame hands to the sandbox. `files` by absolute address; `scripts` and `styles` in the order of loading. */
export interface Boot {
  type: "boot";
  player: string;
  play: Play;
  files: Map<string, Blob>;
  scripts: Code[];
  styles: Code[];
  states: { sub: string; data_id: string; data: string }[];
}

export const address = (source: Source, path: string, base: string): string =>
  new URL(source.base + path.split("/").map(encodeURIComponent).join("/"), base).href;
