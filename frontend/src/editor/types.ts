/** The editor's data, as lms/lessons gives and takes it. */
export type Kind =
  | "heading" | "text" | "formula" | "picture" | "audio" | "video" | "table" | "callout" | "file" | "h5p" | "checkpoint" | "columns";

// A block's value depends on its kind; rules/shape.py cleans every field, so one loose record serves all the forms here.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Value = Record<string, any>;

export interface Block {
  type: Kind;
  id: string;
  value: Value;
}

export interface Option {
  type: "item";
  id: string;
  value: { text: string; is_right: boolean; feedback: string };
}

export interface FileFacts {
  uuid: string;
  name: string;
  kind: "image" | "audio" | "video" | "document" | "other";
  contentType: string;
  size: number;
  pageBytes: number;
  width: number | null;
  height: number | null;
  url: string;
  small: string;
}

export interface PackageFacts {
  uuid: string;
  title: string;
  library: string;
}

export interface Finding {
  code: string;
  block: string;
  level: "should" | "could";
  text: string;
}

export interface StepFacts {
  id: string;
  title: string;
  seconds: number;
}

export interface Status {
  number: number;
  savedAt: string;
  live: boolean;
  changed: boolean;
  goLiveAt: string;
}

export interface Review {
  steps: StepFacts[];
  minutes: number;
  findings: Finding[];
}

export interface Draft extends Status, Review {
  blocks: Block[];
  goal: string;
}

export interface Settings {
  title: string;
  dueAt: string;
  mustPass: boolean;
  completion: string;
  minutes: number;
  offline: boolean;
}

export interface Comment {
  id: number;
  block: string;
  author: string;
  text: string;
  at: string;
}

export interface State {
  draft: Draft;
  files: Record<string, FileFacts>;
  packages: Record<string, PackageFacts>;
  settings: Settings;
  classes: string[];
  comments: Comment[];
  person: number;
  activity: string;
  urls: Record<
    "draft" | "files" | "packages" | "publish" | "schedule" | "settings" | "comments" | "history" | "word" | "preview" | "course" | "store",
    string
  >;
  author?: string;
}
