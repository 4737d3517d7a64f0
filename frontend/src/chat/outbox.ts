import { type Fate, type Kept, Outbox } from "../offline/outbox";
import { markWaiting } from "./marks";

/** Messages that wait to be sent. */
export interface KeptFile {
  blob: Blob;
  name: string;
  voice?: boolean;
  seconds?: number;
  wave?: number[];
  /** What a picture shows, for who doesn't see it. */
  alt?: string;
  /** What the server calls it, once it has it. */
  uuid?: string;
}
export interface Waiting extends Kept {
  url: string;
  body: string;
  urgent: boolean;
  files?: KeptFile[];
  /** The message it answers. */
  reply?: string;
  /** Where its files go; what was kept by earlier versions has none. */
  upload?: string;
}
export type Sent = Fate;
export { fateOf, outcomeOf, type Said } from "../offline/outbox";

const box = new Outbox<Waiting>("cayda-chat");

export function keep(one: Waiting): Promise<unknown> {
  markWaiting(true);
  return box.keep(one);
}
export const forget = (id: string): Promise<unknown> => box.forget(id);
export const countAll = (): Promise<number> => box.count();
export const waitingOf = (person: string): Promise<Waiting[]> => box.waitingOf(person);

/** The messages one person has waiting in one conversation, in the order they were written. */
export async function waitingFor(person: string, url: string): Promise<Waiting[]> {
  return (await box.waitingOf(person)).filter((one) => one.url === url);
}
