import { type Fate, type Kept, Outbox } from "../offline/outbox";

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
}
export type Sent = Fate;
export { outcomeOf } from "../offline/outbox";

const box = new Outbox<Waiting>("cayda-chat");

export const keep = (one: Waiting): Promise<unknown> => box.keep(one);
export const forget = (id: string): Promise<unknown> => box.forget(id);

/** The messages one person has waiting in one conversation, in the order they were written. */
export async function waitingFor(person: string, url: string): Promise<Waiting[]> {
  return (await box.waitingOf(person)).filter((one) => one.url === url);
}
