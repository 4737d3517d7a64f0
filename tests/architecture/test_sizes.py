"""The few hard limits on size (house style): files, functions, parameters, templates."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
PYTHON = [name for name in TRACKED if name.endswith(".py") and "/migrations/" not in name and (ROOT / name).exists()]
TEMPLATES = [name for name in TRACKED if name.endswith(".html") and "/templates/" in name and (ROOT / name).exists()]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "managers", "misc"}


def lines(name):
    return (ROOT / name).read_text().count("\n")


def test_files_are_short():
    limit = {True: 800, False: 500}
    assert {name: lines(name) for name in PYTHON if lines(name) > limit[name.startswith("tests/")]} == {}


def test_templates_are_short():
    assert {name: lines(name) for name in TEMPLATES if lines(name) > 300} == {}


def test_functions_are_short_and_take_few_parameters():
    found = {}
    for name in PYTHON:
        if name.startswith("tests/"):
            continue
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                arguments = (
                    len(node.args.args)
                    + len(node.args.kwonlyargs)
                    - (1 if node.args.args[:1] and node.args.args[0].arg in {"self", "cls"} else 0)
                )
                if length > 60 or arguments > 10:
                    found[f"{name}:{node.name}"] = (length, arguments)
    assert found == {}


def test_module_names_say_what_they_hold():
    assert len(PYTHON) > 1000
    assert [name for name in PYTHON if Path(name).stem in FORBIDDEN_NAMES] == []


def test_public_things_have_docstrings():
    kinds = {"services", "selectors", "policies", "models", "hooks"}
    missing = []
    for name in PYTHON:
        parts = set(Path(name).with_suffix("").parts)
        if name.startswith("tests/") or not parts & kinds:
            continue
        for node in ast.parse((ROOT / name).read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}:{node.name}")
    assert missing == []


def test_components_say_their_purpose():
    components = [
        p
        for top in ("core", "lms", "frontend")
        for p in (ROOT / top).iterdir()
        if (p / "__init__.py").exists() and p.name not in {"migrations", "management", "templatetags"}
    ]
    assert [str(p.relative_to(ROOT)) for p in components if not (p / "__init__.py").read_text().strip()] == []
