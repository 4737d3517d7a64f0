"""The process a PDF is taken apart in: the file by standard input, its lines as JSON by standard output.

It gives itself less memory and time than an attack wants, so a file that blows up ends this process alone.
"""

import contextlib
import json
import logging
import sys
from typing import Any

from .types import MEMORY_BYTES, SECONDS, PdfProblem


def confine() -> None:
    """Bound this process in memory and time, and let it write no file."""
    try:
        import resource
    except ImportError:  # not on Unix: the time limit of the caller is left
        return
    for what, limit in (("RLIMIT_AS", MEMORY_BYTES), ("RLIMIT_CPU", SECONDS), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, what), (limit, limit))


def taken_apart(data: bytes) -> dict[str, Any]:
    """Return `{lines, pictures, notes}` of a PDF, or `{problem, params}`."""
    from .pages import Document

    try:
        return Document(data).read()
    except PdfProblem as problem:
        return {"problem": problem.code, "params": problem.params}
    except MemoryError:
        return {"problem": "pdf.bomb", "params": {}}
    except RecursionError:
        return {"problem": "pdf.broken", "params": {}}
    except Exception:  # the parsers raise whatever a broken file makes them trip over
        return {"problem": "pdf.broken", "params": {}}


def main() -> None:
    """Read standard input, answer on standard output."""
    confine()
    logging.disable(logging.CRITICAL)
    found = taken_apart(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(found).encode())


if __name__ == "__main__":
    main()
