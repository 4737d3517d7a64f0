"""Ways a request to the record store fails. The messages are for programmers of learning tools, in English."""


class RecordsError(Exception):
    """Base: `code` is stable, `str(error)` says what is wrong and where."""

    code = "records.error"


class InvalidRequestError(RecordsError):
    """The request breaks a rule of the specification; nothing was stored."""

    code = "records.invalid"


class UnauthenticatedError(RecordsError):
    """No credential, or one that isn't valid."""

    code = "records.unauthenticated"


class NotPermittedError(RecordsError):
    """The credential is valid, its scopes don't cover this."""

    code = "records.not_permitted"


class AbsentError(RecordsError):
    """What was asked for isn't there, or not for this credential."""

    code = "records.absent"


class MethodNotAllowedError(RecordsError):
    """The resource has no such method."""

    code = "records.method_not_allowed"


class ConflictError(RecordsError):
    """Another statement has this id, or a profile would be overwritten blindly."""

    code = "records.conflict"


class PreconditionFailedError(RecordsError):
    """The document is not the one the caller last saw."""

    code = "records.precondition_failed"


class TooLargeError(RecordsError):
    """The request is larger than this store takes."""

    code = "records.too_large"


class TooManyRequestsError(RecordsError):
    """The credential asks more often than this store answers."""

    code = "records.too_many"
