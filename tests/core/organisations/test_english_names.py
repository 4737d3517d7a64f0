"""Grades and subjects read in the language of the page; their colours go by the Vietnamese name."""

import json

import pytest
from django.utils import translation

from config.messages import ROOT
from core.organisations.models import Grade, Subject


def test_names_follow_the_language():
    grade = Grade(name="Khối 9", name_en="Grade 9")
    subject = Subject(name="Ngữ văn", name_en="Literature", short_name="Văn")
    assert (grade.label, str(grade), subject.label, subject.short_label) == ("Khối 9", "Khối 9", "Ngữ văn", "Văn")
    with translation.override("en"):
        assert (grade.label, str(grade), subject.label, subject.short_label) == ("Grade 9", "Grade 9", "Literature", "Literature")
        assert Subject(name="Tiếng Tày", short_name="Tày").short_label == "Tày"
    with translation.override(None):
        assert str(grade) == "Khối 9"


@pytest.mark.parametrize("name", ["grades", "subjects"])
def test_every_name_in_the_data_has_its_english(name):
    rows = json.loads((ROOT / f"core/organisations/data/{name}.json").read_text("utf-8"))
    assert [row["key"] for row in rows if not row.get("name_en")] == []
