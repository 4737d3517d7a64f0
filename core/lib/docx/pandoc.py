"""Running pandoc: its own process, its own sandbox, bounded in memory and time."""

import json
import subprocess
import tempfile
from functools import lru_cache
from typing import Any

import pypandoc

from .types import DocumentProblem

SECONDS = 60
MEMORY = "1g"


@lru_cache(maxsize=1)
def _binary() -> str:
    return str(pypandoc.get_pandoc_path())


def syntax_tree(docx: bytes) -> dict[str, Any]:
    """Return pandoc's JSON tree of a .docx. It may read nothing but its input (`--sandbox`) and use at most 1 GB and a minute."""
    command = [_binary(), "+RTS", f"-M{MEMORY}", "-RTS", "--sandbox", "--from=docx", "--to=json", "--track-changes=accept"]
    with tempfile.TemporaryDirectory(prefix="docx-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 (a fixed command; the file comes by standard input)
                command, input=docx, capture_output=True, timeout=SECONDS, cwd=folder, env={"HOME": folder, "LANG": "C.UTF-8"}, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentProblem("docx.slow") from error
    if done.returncode:
        raise DocumentProblem("docx.slow" if b"heap" in done.stderr else "docx.broken")
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree
