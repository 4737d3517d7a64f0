"""Refusals of signing in, each with a stable code; views translate them."""


class PictureProblemError(ValueError):
    """A new picture code is not good: `length`, `unknown`, `same`, or `closed` (choosing is not open now)."""

    code = "signin.picture"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class ContactProblemError(ValueError):
    """A phone number or e-mail can't be used to sign in: `format` or `taken`."""

    code = "signin.contact"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field, self.problem = field, problem


class NobodyToPrintError(ValueError):
    """Nobody is left to print slips for."""

    code = "signin.nobody"
