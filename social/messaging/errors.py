"""Why a message is not taken."""


class MessageRefused(Exception):  # noqa: N818 (an answer about a message)
    """A message that is not taken; `message` is a translated sentence, `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message
