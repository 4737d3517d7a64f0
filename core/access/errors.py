"""Refusals."""


class AccessRefused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """The actor may not do this. Views answer 404 for objects and 403 for whole areas."""

    code = "access.refused"

    def __init__(self, verb: str = "") -> None:
        super().__init__(verb)
        self.verb = verb


class ReasonNeeded(AccessRefused):
    """The actor may do this once it has said why; `url` is the page that asks. `@access` leads there, with the page wanted as `?ve=`."""

    def __init__(self, verb: str, url: str) -> None:
        super().__init__(verb)
        self.url = url
