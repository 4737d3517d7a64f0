import { csrfToken } from "../csrf";
import { say } from "../words";
import { fateOf, keep, outcomeOf, type Said, type Sent, type Waiting } from "./outbox";

export interface Outcome {
  sent: Sent;
  /** Why it wasn't taken. */
  message?: string;
  /** Where somebody who has just written a cry for help is brought. */
  care?: string;
  /** No answer at all: nothing else can be sent now either. */
  cutOff?: boolean;
}

const headers = { Accept: "application/json" };

/** Bring one waiting message to the server: first its files, each once, then the words. A lost network leaves it waiting. */
export async function deliver(one: Waiting, uploadUrl: string): Promise<Outcome> {
  try {
    for (const file of one.files ?? []) {
      if (file.uuid) continue;
      if (!uploadUrl) return { sent: "waiting" };
      const body = new FormData();
      body.append("file", file.blob, file.name);
      body.append("person", one.person);
      if (file.alt) body.append("alt", file.alt);
      if (file.voice) {
        body.append("voice", "1");
        body.append("seconds", String(file.seconds ?? 0));
        body.append("wave", JSON.stringify(file.wave ?? []));
      }
      const answer = await fetch(uploadUrl, { method: "POST", body, headers: { ...headers, "X-CSRFToken": csrfToken() } });
      if (answer.status !== 201) return await refusal(answer, one.person);
      file.uuid = ((await answer.json()) as { uuid: string }).uuid;
      await keep(one);
    }
    const files = (one.files ?? []).map((file) => file.uuid);
    const answer = await fetch(one.url, {
      method: "POST",
      body: JSON.stringify({ person: one.person, client_id: one.id, body: one.body, urgent: one.urgent, files, reply_to: one.reply ?? null }),
      headers: { ...headers, "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    });
    if (outcomeOf(answer.status) !== "sent") return await refusal(answer, one.person);
    const { care } = (await answer.json().catch(() => ({}))) as { care?: string };
    return { sent: "sent", ...(care && { care }) };
  } catch {
    return { sent: "waiting", cutOff: true };
  }
}

async function refusal(answer: Response, person: string): Promise<Outcome> {
  const said = (await answer.json().catch(() => ({}))) as Said;
  if (fateOf(answer.status, said, person) !== "refused") return { sent: "waiting" };
  return { sent: "refused", message: said.message ?? say("failed") };
}
