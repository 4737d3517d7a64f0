"""JSON as the record store reads and writes it: strict in, verbatim out.

Refuses what a careless parser swallows: two properties of one name, NaN and infinities, numbers that overflow, halves of
surrogate pairs, nesting deeper than `MAX_DEPTH`, text that isn't UTF-8.
"""

import json
import math
from typing import Any, NoReturn

from lms.records.errors import InvalidRequestError

MAX_DEPTH = 64
MAX_NUMBER_DIGITS = 400


def parse_json(content: bytes, what: str) -> Any:
    """Return the value of JSON text; `InvalidRequestError` names `what` (e.g. `the request`) when it isn't good JSON."""
    try:
        text = content.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite, parse_int=_sensible)
        text_of(value)
    except UnicodeDecodeError as error:
        raise InvalidRequestError(f"{what} is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise InvalidRequestError(f"{what} is nested too deeply") from None
    except UnicodeEncodeError:
        raise InvalidRequestError(f"{what} holds half of a surrogate pair") from None
    except ValueError as error:
        raise InvalidRequestError(f"{what} is not JSON: {error}") from None
    _check_depth(value, what)
    return value


def text_of(value: Any) -> str:
    """Return `value` as compact JSON text; raises `UnicodeEncodeError` for text that UTF-8 can't carry."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode("utf-8")
    return text


def canonical_text(value: Any) -> str:
    """Return one text for all JSON that means the same: sorted properties, whole numbers without a fraction."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        name = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"property {name!r} occurs twice")
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _sensible(text: str) -> int:
    if len(text) > MAX_NUMBER_DIGITS:
        raise ValueError("a number has too many digits")
    return int(text)


def _check_depth(value: Any, what: str) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise InvalidRequestError(f"{what} is nested too deeply")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
