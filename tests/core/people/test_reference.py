"""Official data: complete, loaded once, never over an operator's own."""

import json

import pytest
from django.core.management import call_command

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import CodeValue, Grade, SchoolYear, Subject, Term, Unit
from core.organisations.services import load_province_tree, load_reference_data
from core.people.rules import code_of
from core.people.selectors import code_lists, code_spellings
from tests.factories.core import make_actor, system_actor

pytestmark = pytest.mark.django_db


def test_lists_are_there_after_migrating():
    lists = code_lists(["ethnic_groups", "communes", "sexes", "nationalities", "religions", "policy_groups", "disabilities", "poverty", "regions", "student_states", "relations"])  # fmt: skip
    assert len(lists["ethnic_groups"]) == 55
    assert len(lists["communes"]) == 124
    assert sum(row.details["kind"] == "ward" for row in CodeValue.objects.filter(list_key="communes")) == 7
    assert all(lists.values())


def test_curriculum_has_periods_by_grade():
    math = Subject.objects.get(key="toan")
    assert (math.periods["1"], math.periods["9"], math.periods["12"]) == (105, 140, 105)
    assert Subject.objects.get(key="tieng-viet").periods == {"1": 420, "2": 350, "3": 245, "4": 245, "5": 245}
    assert not Subject.objects.get(key="gdtc").is_scored
    assert set(Subject.objects.values_list("colour", flat=True)) <= {"math", "lit", "eng", "sci", "his", "pe"}


def test_grades_and_years_are_there():
    assert list(Grade.objects.filter(level="lower_secondary").values_list("key", flat=True)) == ["6", "7", "8", "9"]
    assert SchoolYear.objects.filter(key__in=["2025-2026", "2026-2027"]).count() == 2
    assert Term.objects.filter(school_year__key="2025-2026").count() == 2


@pytest.mark.parametrize(("text", "code"), [("H'Mông", "08"), ("Hmông", "08"), ("MÔNG", "08"), ("Cao Lan", "15"), ("tày", "02"), ("La Chí", "38"), ("Sán Dìu", "18")])  # fmt: skip
def test_ethnic_groups_are_found_by_the_spellings_of_imports(text, code):
    assert code_of(text, code_spellings(["ethnic_groups"])["ethnic_groups"]) == code


def test_loading_again_adds_nothing_and_keeps_an_operators_values():
    CodeValue.objects.filter(list_key="ethnic_groups", code="08").update(name="Mông (sửa)")
    Subject.objects.filter(key="toan").update(short_name="T")
    CodeValue.objects.filter(list_key="religions", code="99").delete()
    assert load_reference_data(actor=system_actor()) == {"code_values": 1, "communes": 0, "grades": 0, "subjects": 0, "school_years": 0}
    assert CodeValue.objects.get(list_key="ethnic_groups", code="08").name == "Mông (sửa)"
    assert Subject.objects.get(key="toan").short_name == "T"


@pytest.mark.parametrize("service", [load_reference_data, load_province_tree])
def test_only_platform_staff_loads(service):
    actor = make_actor("unit_admin")
    before = Unit.objects.count()
    with pytest.raises(AccessRefused):
        service(actor=actor)
    assert Unit.objects.count() == before


def test_province_tree_has_124_communes_and_closed_offices_and_is_made_once():
    department = load_province_tree(actor=Actor.system("test"))
    assert load_province_tree(actor=Actor.system("test")).pk == department.pk
    assert Unit.objects.filter(kind="commune").count() == 124
    offices = Unit.objects.filter(kind="district_office")
    assert (offices.count(), all(office.is_closed for office in offices)) == (18, True)
    assert Unit.objects.get(key="UBND-02545").name == "Ủy ban nhân dân xã Tân Trào"
    assert Unit.find_problems() == ([], [], [], [], [])


def test_load_reference_command_prints_json(capsys):
    call_command("load_reference", "--province", "--json")
    assert json.loads(capsys.readouterr().out)["department"] == "SGDDT-TQ"
