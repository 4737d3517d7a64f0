"""What every service that carries messages outside has in common: how it fails, and how it is called over HTTP."""

from typing import Any

import requests

TIMEOUT_SECONDS = (5, 15)
USER_AGENT = "CayDa/1"


class CarrierError(Exception):
    """A message was not taken.

    `is_final`: trying again is of no use. `is_gone`: the address no longer exists. `is_in_doubt`: the service may have taken it
    (the connection broke after the request was sent). `retry_after` is what the service asks for, in seconds.
    """

    def __init__(
        self, text: str, *, is_final: bool = False, is_gone: bool = False, is_in_doubt: bool = False, retry_after: int | None = None
    ) -> None:
        super().__init__(text[:300])
        self.is_final, self.is_gone, self.is_in_doubt = is_final or is_gone, is_gone, is_in_doubt
        self.retry_after = retry_after


def post(url: str, **arguments: Any) -> requests.Response:
    """POST without following redirects; network failures become `CarrierError`, in doubt unless no connection came about."""
    headers = {"User-Agent": USER_AGENT, **arguments.pop("headers", {})}
    try:
        return requests.post(url, timeout=TIMEOUT_SECONDS, allow_redirects=False, headers=headers, **arguments)
    except requests.exceptions.ConnectTimeout as problem:
        raise CarrierError("no connection") from problem
    except requests.exceptions.ConnectionError as problem:
        is_untold = "NewConnectionError" in repr(problem) or "NameResolutionError" in repr(problem)
        raise CarrierError("connection failed" if is_untold else "connection broke", is_in_doubt=not is_untold) from problem
    except requests.exceptions.RequestException as problem:
        raise CarrierError(type(problem).__name__, is_in_doubt=True) from problem


def post_json(url: str, body: dict[str, Any], *, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """POST JSON and return the status with the answer as an object; 5xx and 429 are failures that pass, an answer that is no object too."""
    response = post(url, json=body, headers=headers or {})
    if response.status_code >= 500:
        raise CarrierError(f"HTTP {response.status_code}", retry_after=seconds_asked(response))
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise CarrierError(f"HTTP {response.status_code}: no JSON object", is_in_doubt=response.ok)
    return response.status_code, answer


def seconds_asked(response: requests.Response) -> int | None:
    """Return the seconds of `Retry-After`, or None (dates are left to our own back-off)."""
    value = response.headers.get("Retry-After", "")
    return int(value) if value.isdigit() and len(value) < 7 else None
