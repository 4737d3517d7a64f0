/** What the page hands to the editor of a question, and what the server answers. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Row = { [key: string]: any };

export interface FieldSpec {
  name: string;
  widget: "html" | "phrase" | "text" | "number" | "check" | "select" | "file" | "list" | "areas" | "pairs" | "rubric" | "parts";
  label: string;
  help: string;
  choices: [string, string][];
  fields: FieldSpec[];
  on: string;
  minimum: number;
  maximum: number;
  placeholder: string;
}

export interface Problem {
  where: string;
  message: string;
}

export interface Props {
  kind: string;
  kinds: Record<string, { fields: FieldSpec[]; blank: Row }>;
  content: Row;
  revision: number;
  saveUrl: string;
  uploadUrl: string;
  files: Record<string, string>;
  problems: Problem[];
}

export interface Saved {
  revision: number;
  saved_at: string;
  content: Row;
  problems: Problem[];
  preview: string;
  message?: string;
  by?: string;
}
