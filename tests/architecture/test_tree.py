"""The tree itself: templates compile, migrations are complete, lock files name no host, no inline scripts or styles."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
TEMPLATES = [name for name in TRACKED if "/templates/" in name and name.endswith((".html", ".txt", ".svg")) and (ROOT / name).exists()]
LOCKS = [name for name in TRACKED if re.search(r"(package-lock\.json|requirements/[^/]*\.txt|\.npmrc)$", name)]


def test_templates_compile():
    for name in TEMPLATES:
        get_template(name.split("/templates/", 1)[1])


def test_templates_have_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style|\sstyle=\"|\son[a-z]+=\"")
    comment = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", flags=re.S)
    pages = [name for name in TEMPLATES if name.endswith(".html")]
    assert len(pages) > 400
    assert [name for name in pages if inline.search(comment.sub("", (ROOT / name).read_text()))] == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_host(name):
    assert not re.search(
        r"\"resolved\"\s*:|https?://(?!opencollective|github\.com/sponsors)[^\"\s]*\.(?:tgz|whl|tar\.gz)|--index-url|--find-links",
        (ROOT / name).read_text(),
    )


def test_no_path_of_a_machine_in_the_tree():
    here = str(ROOT.parent) + "/"
    assert [
        name
        for name in TRACKED
        if (ROOT / name).is_file() and (ROOT / name).stat().st_size < 1_000_000 and here.encode() in (ROOT / name).read_bytes()
    ] == []
