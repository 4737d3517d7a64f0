"""Whatever the code records has a sentence in the trail."""

import ast

from config.messages import ROOT
from core.audit.types import VERBS


def _recorded():
    for place in ("core", "lms", "frontend"):
        for path in (ROOT / place).rglob("*.py"):
            if "node_modules" in path.parts or "demo" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.keyword)
                    and node.arg == "verb"
                    and isinstance(node.value, ast.Constant)
                    and "." in str(node.value.value)
                ):
                    yield str(node.value.value)


def test_every_recorded_verb_has_a_sentence():
    verbs = set(_recorded())
    assert len(verbs) > 40
    assert sorted(verbs - set(VERBS)) == []
