"""Why something written is not taken."""


class PostRefused(Exception):  # noqa: N818 (an answer about a text)
    """Something that is not taken; `str()` is a translated sentence, `field` where it belongs."""

    def __init__(self, code: str, message: str, field: str = "body") -> None:
        super().__init__(message)
        self.code, self.field = code, field
