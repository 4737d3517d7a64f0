"""Every verb of signing in has its sentence in the trail."""

import re
from pathlib import Path

from core.audit.types import VERBS


def test_every_verb_has_a_sentence():
    source = "\n".join(path.read_text() for path in Path("core/signin/services").glob("*.py"))
    verbs = set(re.findall(r'"(signin\.[a-z_]+\.[a-z_]+)"', source))
    assert len(verbs) > 15
    assert verbs - set(VERBS) == set()
    for verb in verbs:
        assert str(VERBS[verb]) % {"label": "lớp 1A", "subject": "Khuê"}
