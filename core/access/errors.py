"""Refusals."""


class AccessRefused(Exception):  # noqa: N818 (a refusal is an answer, not an error)
    """The actor may not do this. Views answer 404 for objects and 403 for whole areas."""

    code = "access.refused"

    def __init__(self, verb: str = "") -> None:
        super().__init__(verb)
        self.verb = verb
