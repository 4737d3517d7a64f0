"""No text is cut on its way into the database."""

import re
from pathlib import Path

import pytest
from django.db import connection

from core.lib.lengths import TextTooLongError, require_lengths
from core.models import ClassGroup, Membership, Person
from core.roster.rules import LENGTHS
from tests.factories.core import make_person

ROOT = Path(__file__).parents[3]


def test_texts_that_fit_pass():
    require_lengths([Person(given_name="K" * 60)], ["given_name", "born_on", "extra"])
    require_lengths([], ["given_name"])


def test_first_text_too_long_is_named_and_not_said():
    with pytest.raises(TextTooLongError) as refused:
        require_lengths([Person(pk=1, given_name="Khuê"), Person(pk=7, given_name="K" * 61)], ["given_name"])
    assert (refused.value.row, refused.value.column, refused.value.length, refused.value.most) == ("core.Person 7", "given_name", 61, 60)
    assert "KKK" not in str(refused.value)


@pytest.mark.django_db
def test_what_bulk_updates_do_without_the_check():
    """The reason for the check: PostgreSQL keeps the first sixty letters, SQLite all of them, neither says a word."""
    person = make_person("Nông Khuê")
    person.given_name = "K" * 61
    Person.objects.bulk_update([person], ["given_name"])
    person.refresh_from_db()
    assert len(person.given_name) == (60 if connection.vendor == "postgresql" else 61)


def test_rosters_know_the_lengths_of_their_columns():
    known = {"title": Membership, "class_key": ClassGroup}
    for name, most in LENGTHS.items():
        column = {"class_key": "key"}.get(name, name)
        model = known.get(name, Person)
        if column in {field.name for field in model._meta.concrete_fields}:
            assert model._meta.get_field(column).max_length == most, name


# Columns that hold no text, or only one of our own constants.
WITHOUT_TEXT = {"section", "position", "is_removed"}


@pytest.mark.parametrize("path", sorted(p.relative_to(ROOT).as_posix() for top in ("core", "lms") for p in (ROOT / top).rglob("*.py")))
def test_bulk_updates_check_lengths(path):
    """Right before each `bulk_update` of text stands `require_lengths`."""
    if "/management/" in path:
        return
    lines = (ROOT / path).read_text().splitlines()
    for number, line in enumerate(lines):
        if ".bulk_update(" in line:
            columns = set(re.findall(r'"(\w+)"', line.split(".bulk_update(")[1]))
            checked = "require_lengths(" in lines[number - 1] or (columns and columns <= WITHOUT_TEXT)
            assert checked, f"{path}:{number + 1}"
