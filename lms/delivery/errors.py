"""Refusals of studying, each with a stable code."""


class DeliveryError(Exception):
    """Base of this component's errors; `message` is for people, translated."""

    code = "delivery"

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class OtherPersonError(DeliveryError):
    """The changes belong to another person than the one signed in; none of them was taken."""

    code = "other_person"


class BadBatchError(DeliveryError):
    """The batch can't be read at all."""

    code = "bad_batch"


class TooSoonError(DeliveryError):
    """Everybody meant was reminded within the last hour."""

    code = "too_soon"


class EmptyTextError(DeliveryError):
    """A text is missing."""

    code = "empty_text"


class BadSeatingError(DeliveryError):
    """The plan does not seat each learner of the class once."""

    code = "bad_seating"
