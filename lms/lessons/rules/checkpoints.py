"""Checkpoint questions: marking an answer, and sealing the key so that a phone can tell right from wrong off line.

Answers: `single` an option's id; `multiple` a list of ids; `true_false` `{id: bool}` for every statement; `text` a string;
`number` a number or a string with comma or point.

A seal never holds the key in clear for a question that must be passed: it holds salted SHA-256 digests of the accepted
answers in canonical form, and neither feedback nor explanation (they come from the server with the mark). A question for
practice ships its feedback and explanation too, so that it is complete off line. A must-pass number with a tolerance
can't be digested: its seal says so and the answer waits for the network. Four options can be tried out by anybody who
reads scripts; the server's mark is the one that counts.
"""

import hashlib
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from ..types import Grade, RawBlock


def right_options(value: dict[str, Any]) -> list[str]:
    """Return the ids of the options marked right."""
    return [item["id"] for item in value["options"] if item["value"]["is_right"]]


def decimal_of(text: Any) -> Decimal | None:
    """Return a number written with comma or point, or None."""
    try:
        number = Decimal(str(text).strip().replace(" ", "").replace(",", "."))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 16 else None


def plain_word(text: Any) -> str:
    """Return a short answer without differences of case, spaces and final punctuation; diacritics count."""
    return " ".join(unicodedata.normalize("NFC", str(text)).casefold().split()).rstrip(".!?;,")


def accepted_words(value: dict[str, Any]) -> list[str]:
    """Return the accepted short answers, one a line in the editor."""
    return [word for text in value["accepted"].splitlines() if (word := plain_word(text))]


def canonical(kind: str, answer: Any) -> str | None:
    """Return an answer in the one form that is compared and digested, or None when it isn't an answer of this kind."""
    if kind == "single":
        return answer if isinstance(answer, str) and answer else None
    if kind == "multiple":
        return ",".join(sorted({str(key) for key in answer})) if isinstance(answer, list) and answer else None
    if kind == "true_false":
        return ",".join(f"{key}={int(bool(answer[key]))}" for key in sorted(answer)) if isinstance(answer, dict) and answer else None
    if kind == "number":
        number = decimal_of(answer)
        return format(number.normalize() + 0, "f") if number is not None else None
    return plain_word(answer) or None if isinstance(answer, str) else None


def accepted(value: dict[str, Any]) -> list[str]:
    """Return the canonical forms that are right (a number's tolerance aside)."""
    kind = value["kind"]
    if kind == "text":
        return accepted_words(value)
    answer: Any = value["number"]
    if kind == "single":
        return right_options(value)[:1]
    if kind == "multiple":
        answer = right_options(value)
    elif kind == "true_false":
        answer = {item["id"]: item["value"]["is_right"] for item in value["options"]}
    key = canonical(kind, answer)
    return [key] if key is not None else []


def is_right(value: dict[str, Any], answer: Any) -> bool:
    """Say whether an answer is right."""
    given = canonical(value["kind"], answer)
    if given is None:
        return False
    if value["kind"] == "number":
        expected, tolerance = decimal_of(value["number"]), decimal_of(value["tolerance"]) or Decimal(0)
        return expected is not None and abs(Decimal(given) - expected) <= abs(tolerance)
    return given in accepted(value)


def _picked(value: dict[str, Any], answer: Any) -> list[RawBlock]:
    chosen = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, list) else set()
    if isinstance(answer, dict):
        return [item for item in value["options"] if item["id"] in answer and bool(answer[item["id"]]) != item["value"]["is_right"]]
    return [item for item in value["options"] if item["id"] in chosen]


def grade(value: dict[str, Any], answer: Any) -> Grade:
    """Mark an answer to a checkpoint: what to say to it, and the explanation once it is right."""
    right = is_right(value, answer)
    picked = [] if value["kind"] in ("text", "number") else _picked(value, answer)
    if not right and value["kind"] == "multiple":
        picked = [item for item in picked if not item["value"]["is_right"]]
    feedback = "<br>".join(item["value"]["feedback"] for item in picked if item["value"]["feedback"])
    return Grade(right, feedback or ("" if right else value["hint"]), value["explanation"] if right else "")


def problem(value: dict[str, Any]) -> str | None:
    """Return the code of what keeps a checkpoint from being answerable, or None."""
    kind = value["kind"]
    if not value["prompt"]:
        return "checkpoint.no_prompt"
    if kind in ("single", "multiple"):
        texts = [item for item in value["options"] if item["value"]["text"]]
        if len(texts) < 2:
            return "checkpoint.few_options"
        right = len(right_options(value))
        return "checkpoint.no_right" if not right else "checkpoint.many_right" if kind == "single" and right > 1 else None
    if kind == "true_false":
        return None if value["options"] and all(item["value"]["text"] for item in value["options"]) else "checkpoint.few_options"
    return None if accepted(value) else "checkpoint.no_key"


def digest(salt: str, answer: str) -> str:
    """Return the digest of a canonical answer under a salt, as the browser computes it."""
    return hashlib.sha256(f"{salt}|{answer}".encode()).hexdigest()


def seal(block: RawBlock, *, salt: str) -> dict[str, Any]:
    """Return what a phone needs to mark a checkpoint off line (the module docstring says what it may hold).

    Shape: `{kind, salt, digests: [hex] | null, tolerance?, number?, texts?: {option id: html}, hint?, explanation?}`;
    `digests` null means that only the server can mark it.
    """
    value = block["value"]
    by_range = value["kind"] == "number" and bool(decimal_of(value["tolerance"]))
    sealed: dict[str, Any] = {"kind": value["kind"], "salt": salt, "digests": [digest(salt, key) for key in accepted(value)]}
    if value["must_pass"]:
        return {**sealed, "digests": None} if by_range else sealed
    if by_range:
        sealed |= {"digests": None, "number": value["number"].replace(",", "."), "tolerance": value["tolerance"].replace(",", ".")}
    texts = {item["id"]: item["value"]["feedback"] for item in value["options"] if item["value"]["feedback"]}
    return {**sealed, "texts": texts, "hint": value["hint"], "explanation": value["explanation"]}
