"""Ways a job ends early."""


class JobCancelled(Exception):  # noqa: N818
    """Somebody cancelled the job; the handler stops at its next progress call."""

    code = "jobs.cancelled"


class UnknownJobError(LookupError):
    """No handler has this name in this version of the code."""

    code = "jobs.unknown"
