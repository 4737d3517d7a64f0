/** Marking a checkpoint on the phone, from the seal the page carries. The server's mark is the one that counts. */
export interface Seal {
  kind: "single" | "multiple" | "true_false" | "number" | "text";
  salt: string;
  digests: string[] | null;
  number?: string;
  tolerance?: string;
  texts?: Record<string, string>;
  hint?: string;
  explanation?: string;
}
export interface Marked {
  right: boolean;
  text: string;
}

function numberOf(text: string): number | null {
  const clean = text.trim().replace(/\s/g, "").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(clean) ? Number(clean) : null;
}

/** A number without needless zeros, as the server writes it: 4,50 becomes 4.5. */
function plainNumber(text: string): string | null {
  const clean = text.trim().replace(/\s/g, "").replace(",", ".");
  if (numberOf(text) === null) return null;
  const negative = clean.startsWith("-");
  const [whole = "", fraction = ""] = clean.replace(/^[+-]/, "").split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.replace(/0+$/, "");
  const value = rest ? `${digits}.${rest}` : digits;
  return negative && value !== "0" ? `-${value}` : value;
}

/** The one form of an answer that is compared; null when it isn't an answer. */
export function canonical(kind: Seal["kind"], answer: unknown): string | null {
  switch (kind) {
    case "single":
      return typeof answer === "string" && answer ? answer : null;
    case "multiple":
      return Array.isArray(answer) && answer.length ? [...new Set(answer.map(String))].sort().join(",") : null;
    case "true_false": {
      if (!answer || typeof answer !== "object") return null;
      const pairs = Object.entries(answer as Record<string, boolean>);
      return pairs.length ? pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value ? 1 : 0}`).join(",") : null;
    }
    case "number":
      return plainNumber(String(answer ?? ""));
    default:
      return String(answer ?? "").normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean).join(" ").replace(/[.!?;,]+$/, "") || null;
  }
}

async function digest(salt: string, key: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${salt}|${key}`));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Mark an answer, or null when only the server can. */
export async function mark(seal: Seal, answer: unknown): Promise<Marked | null> {
  const key = canonical(seal.kind, answer);
  if (key === null) return { right: false, text: "" };
  const right = await isRight(seal, key);
  return right === null ? null : { right, text: textFor(seal, answer, right) };
}

async function isRight(seal: Seal, key: string): Promise<boolean | null> {
  if (seal.digests) {
    if (!globalThis.crypto?.subtle) return null;
    return seal.digests.includes(await digest(seal.salt, key));
  }
  const expected = numberOf(seal.number ?? "");
  if (expected === null) return null;
  return Math.abs(Number(key) - expected) <= Math.abs(numberOf(seal.tolerance ?? "0") ?? 0) + 1e-12;
}

function textFor(seal: Seal, answer: unknown, right: boolean): string {
  const chosen = typeof answer === "string" ? [answer] : Array.isArray(answer) ? answer.map(String) : [];
  const texts = chosen.map((key) => seal.texts?.[key]).filter(Boolean);
  const said = texts.length ? texts.join("<br>") : right ? "" : (seal.hint ?? "");
  return right ? said + (seal.explanation ?? "") : said;
}
