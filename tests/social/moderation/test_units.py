"""A unit's own words, links and duty list; a cry for help."""

import pytest

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Notification, Unit
from social.moderation.errors import SafetyRefused
from social.moderation.models import Case, UnitSafety
from social.moderation.policies import can_judge_case, can_see_case
from social.moderation.services.cases import decide
from social.moderation.services.crisis import care_url
from social.moderation.services.screening import screen
from social.moderation.services.units import set_unit_safety

pytestmark = pytest.mark.django_db


def unit_of(actor):
    return Unit.objects.get(pk=actor.unit_id)


def set_words(actor, unit=None, **fields):
    given = {"added": "", "lifted": "", "hosts": "", "duty_ids": [], **fields}
    return set_unit_safety(actor=actor, unit=unit or unit_of(actor), **given)


def says(school, text, kind="post", **fields):
    given = {"actor": school.pupil, "band": "lower", "side": "learner", "unit_id": school.school.pk, **fields}
    return screen(text=text, kind=kind, **given)


@pytest.mark.parametrize("by", ["head", "commune"])
def test_a_units_words_count_there_and_below(school, by):
    texts = ("đồ vịt giời", "đồ ngu", "xem lop.truonglang.xyz")
    before = [says(school, text).action for text in texts]
    other = Unit.objects.get(pk=school.province.other_school.pk)
    set_words(getattr(school, by), added="Đồ vịt giời\n\nđồ vịt giời ", lifted="đồ ngu\nngu", hosts="https://truonglang.xyz/abc")
    assert (before, [says(school, text).action for text in texts]) == (["pass", "hold", "hold"], ["hold", "pass", "pass"])
    assert [says(school, text, unit_id=other.pk).action for text in texts] == before
    assert UnitSafety.objects.get().words_added == ["đồ vịt giời"]
    assert AuditRecord.objects.filter(verb="social.unit.safety_changed").count() == 1


@pytest.mark.parametrize(
    ("by", "fields", "wrong"),
    [
        ("homeroom", {"added": "ngốc"}, AccessRefused),
        ("head", {"added": "ngốc", "unit": "commune"}, AccessRefused),
        ("head", {"added": "a" * 61}, SafetyRefused),
        ("head", {"added": "\n".join(map(str, range(201)))}, SafetyRefused),
        ("head", {"duty_ids": [10**9]}, SafetyRefused),
    ],
)
def test_what_a_unit_may_not_set_changes_nothing(school, by, fields, wrong):
    unit = unit_of(getattr(school, fields.pop("unit"))) if "unit" in fields else None
    with pytest.raises(wrong):
        set_words(getattr(school, by), unit, **fields)
    assert UnitSafety.objects.count() == 0


@pytest.mark.parametrize(("duty", "alerted"), [((), ("homeroom", "head", "deputy")), (("colleague",), ("colleague",))])
def test_a_cry_for_help_alerts_who_is_on_duty_once(school, duty, alerted):
    set_words(school.head, duty_ids=[getattr(school, name).person_id for name in duty])
    verdicts = [says(school, text, kind) for text in ("Em muốn chết", "em  muốn chết") for kind in ("post", "message")]
    assert [(one.action, one.is_crisis) for one in verdicts] == [("hold", True), ("pass", True)] * 2
    assert [care_url(person.person_id) for person in (school.mate, school.pupil, school.pupil)] == ["", "/an-toan/em-khong-mot-minh/", ""]
    case = Case.objects.get()
    rows = Notification.objects.filter(kind="social.crisis")
    assert set(rows.values_list("recipient_id", flat=True)) == {getattr(school, name).person_id for name in alerted}
    assert {(row.is_urgent, row.data["name"]) for row in rows} == {(True, "Nông Minh Khuê")}
    assert (case.is_urgent, case.evidence["text"], case.category) == (True, "Em muốn chết", "harm")
    assert AuditRecord.objects.filter(verb="social.crisis.alerted").get().subject_person_id == school.author.pk
    names = ("homeroom", "colleague", "head", "deputy", "commune", "mate", "pupil", "mother", "other_head")
    assert {name for name in names if can_see_case(getattr(school, name), case)} == {*alerted, "head", "deputy", "commune"}


def test_a_cry_is_answered_by_who_met_the_child_and_the_child_is_not_told_of_a_case(school):
    says(school, "Em muốn chết")
    case = Case.objects.get()
    assert can_judge_case(school.homeroom, case)
    with pytest.raises(SafetyRefused):
        decide(actor=school.homeroom, case=case, version=1, decision="hide", reason="Ẩn lời này đi")
    decide(actor=school.homeroom, case=case, version=1, decision="helped", reason="Đã gặp em và mẹ, chị tư vấn theo dõi")
    assert Notification.objects.exclude(kind="social.crisis").count() == 0
    assert Case.objects.get().state == "decided"
    for _twice in range(2):
        says(school, "Em muốn chết")  # months later, and again in the same hour
    assert list(Case.objects.order_by("id").values_list("state", flat=True)) == ["decided", "open"]


def test_grown_ups_are_shown_help_and_nobody_is_alerted(school):
    verdict = says(school, "tôi muốn chết", actor=school.mother, side="guardian")
    assert (verdict.is_crisis, Case.objects.count()) == (True, 0)
