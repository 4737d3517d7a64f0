"""From a report to a decision, an appeal, the unit above: who may, who is told, what is kept."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from PIL import Image

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Enrolment, Notification, Person, Unit
from social.feeds.policies import can_react
from social.feeds.services import save_post
from social.feeds.types import PostInput
from social.files.models import BannedPicture
from social.files.services import take
from social.groups.models import Space
from social.groups.policies import posting_limit
from social.messaging.policies import can_write
from social.messaging.selectors import contacts_of
from social.messaging.services import open_direct
from social.moderation.errors import SafetyRefused
from social.moderation.models import Case, CaseStep, Report, Sanction
from social.moderation.policies import can_appeal, can_judge_case, can_see_case
from social.moderation.selectors.cases import cases_for, own_case, own_cases
from social.moderation.services.appeals import appeal, judge_appeal
from social.moderation.services.cases import decide, escalate_due, lift_measure, report
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ALL = ("pupil", "mate", "mother", "homeroom", "colleague", "head", "deputy", "commune", "department", "other_head")


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def ids(school, *names):
    return {getattr(school, name).person_id for name in names}


def who(school, policy, case):
    return {name for name in ALL if policy(getattr(school, name), case)}


def reported(school, by="mate", category="bullying", **fields):
    return report(actor=getattr(school, by), kind="thing", key=school.thing(**fields), category=category, note="  bạn ấy   gọi em thế ")


def judge(school, case, decision="warn", by="homeroom", **fields):
    given = {"version": case.version, "reason": "Lời lẽ xúc phạm bạn trong lớp", "days": 1, **fields}
    return decide(actor=getattr(school, by), case=case, decision=decision, **given)


def code_of(refused):
    return refused.value.args[0]


def office_space(school):
    unit = Unit.objects.get(pk=school.commune.unit_id)
    return Space.objects.create(kind="unit", unit=unit, name=unit.name)


def late(case):
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_a_report_keeps_what_was_said_and_reaches_who_judges(school):
    case = reported(school)
    school.things.rows["a1"]["text"] = "Đã sửa"
    case.refresh_from_db()
    assert (case.evidence["text"], case.author_id, case.author_side, case.state, case.is_urgent) == (
        "Đồ ngốc",
        school.author.pk,
        "learner",
        "open",
        False,
    )
    assert (case.due_at - case.opened_at, case.unit, case.reports.get().note) == (timedelta(hours=24), school.school, "bạn ấy gọi em thế")
    assert told("social.case.new") == ids(school, "homeroom", "head", "deputy")
    assert who(school, can_see_case, case) == {"homeroom", "head", "deputy", "commune", "department"}
    assert who(school, can_judge_case, case) == {"homeroom", "head", "deputy", "commune", "department"}
    assert {name for name in ALL if case in cases_for(getattr(school, name))} == {"homeroom", "head", "deputy"}


def test_reports_of_one_thing_are_one_case_and_an_urgent_one_hurries_it(school):
    case = reported(school)
    assert [reported(school), reported(school, "mother", "threat")] == [case, case]
    case.refresh_from_db()
    assert (Case.objects.count(), Report.objects.count(), case.is_urgent, case.category) == (1, 2, True, "threat")
    assert case.due_at - timezone.now() < timedelta(hours=6)
    heard = Notification.objects.filter(kind="social.case.new", recipient_id=school.head.person_id)
    assert list(heard.order_by("id").values_list("is_urgent", flat=True)) == [False, True]


@pytest.mark.parametrize(
    ("by", "category", "fields", "refusal"),
    [("pupil", "bullying", {}, "own"), ("mate", "nonsense", {}, "category"), ("mate", "bullying", {"sees": {0}}, "can_report")],
)
def test_what_cannot_be_reported_leaves_nothing(school, by, category, fields, refusal):
    with pytest.raises((AccessRefused, SafetyRefused)) as refused:
        reported(school, by, category, **fields)
    assert code_of(refused) == refusal
    assert (Case.objects.count(), Report.objects.count()) == (0, 0)


def test_a_teachers_thing_is_for_the_heads_and_a_heads_thing_for_the_unit_above(school):
    teacher = reported(school, author=Person.objects.get(pk=school.homeroom.person_id), key="b1")
    assert who(school, can_see_case, teacher) == {"head", "deputy", "commune", "department"}
    head = reported(school, author=Person.objects.get(pk=school.head.person_id), key="c1")
    assert (head.unit.pk, who(school, can_see_case, head)) == (school.commune.unit_id, {"commune", "department"})


@pytest.mark.parametrize("where", ["message", "office", "left"])
def test_a_pupils_thing_stays_a_pupils_wherever_it_stands(school, where):
    """In a chat, under what an office sent down, in a class it has left: its family hears of the measure and can appeal."""
    fields = {"message": {"space": None, "unit": school.school.pk}, "office": {"space": office_space(school)}, "left": {}}[where]
    if where == "left":
        Enrolment.objects.filter(person=school.author).update(valid_to=timezone.localdate() - timedelta(days=1), state="transferred")
    case = judge(school, reported(school, side="learner", **fields), "mute", by="head")
    assert (case.author_side, case.origin_unit) == ("learner", school.school)
    assert (told("social.case.guardian"), own_cases(school.mother)) == (ids(school, "mother"), [case])


def test_a_suspension_lasts_longer_and_stops_all_but_the_childs_own_teachers_until_a_head_lifts_it(school):
    comment = save_post(actor=school.homeroom, space=school.space, given=PostInput(body="Chào"), client_id=uuid4())
    assert can_react(school.pupil, comment)
    case = judge(school, reported(school), "suspend", by="head", days=90)
    row, chat = Sanction.objects.get(), open_direct(actor=school.pupil, key=contacts_of(school.pupil)[0].key)
    assert ((row.until - row.at).days, can_react(school.pupil, comment), can_write(school.pupil, chat)) == (90, False, True)
    with pytest.raises(AccessRefused):
        lift_measure(actor=school.homeroom, case=case, version=case.version, reason="Em đã xin lỗi bạn")
    lift_measure(actor=school.head, case=case, version=case.version, reason="Em đã xin lỗi bạn")
    assert (posting_limit(school.pupil), told("social.measure.lifted")) == ("", ids(school, "pupil", "mother"))
    closed = judge(school, reported(school, key="z1"), "close", by="head")
    assert (own_case(school.mother, closed.uuid).is_closed, "lãnh đạo mở lại" in posting_limit(school.pupil)) == (True, True)


def test_pictures_a_decision_took_away_stay_away_until_an_appeal_succeeds(school):
    out = BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    row = take(actor=school.pupil, upload=ContentFile(out.getvalue(), name="anh.png"))
    kept = judge(school, reported(school, files=[str(row.uuid)]), "hide")
    assert BannedPicture.objects.count() == 0  # words were wrong, not the picture
    case = judge(school, reported(school, key="p1", files=[str(row.uuid)]), "hide", bans_pictures=True)
    assert list(BannedPicture.objects.values_list("because", flat=True)) == [case.uuid] != [kept.uuid]
    asked = appeal(actor=school.mother, case=case, text="Ảnh này của gia đình ạ")
    judge_appeal(actor=school.head, case=asked, version=asked.version, outcome="reversed", reason="Ảnh không có gì sai")
    assert BannedPicture.objects.count() == 0


def test_nobody_judges_what_it_reported(school):
    case = reported(school, "homeroom")
    assert (can_see_case(school.homeroom, case), can_judge_case(school.homeroom, case)) == (True, False)
    with pytest.raises(AccessRefused):
        judge(school, case)
    case.refresh_from_db()
    assert (case.state, case.version, school.things.done) == ("open", 1, [])


@pytest.mark.parametrize(
    ("decision", "done", "kind", "hours", "stops"),
    [
        ("none", [], None, None, False),
        ("hide", [("hide", "a1")], None, None, False),
        ("warn", [("hide", "a1")], "warn", None, False),
        ("mute", [("hide", "a1")], "mute", 24, True),
        ("suspend", [("hide", "a1")], "suspend", 24, True),
        ("close", [("hide", "a1")], "close", None, True),
    ],
)
def test_a_decision_hides_measures_and_tells(school, decision, done, kind, hours, stops):
    case = judge(school, reported(school), decision, by="head")
    row = Sanction.objects.first()
    assert (school.things.done, row and row.kind) == (done, kind)
    assert (row and row.until and (row.until - row.at).total_seconds() / 3600) == hours
    assert bool(posting_limit(school.pupil)) is stops
    is_fault = decision != "none"
    assert (told("social.case.decided"), told("social.case.guardian")) == (
        (ids(school, "pupil"), ids(school, "mother")) if is_fault else (set(), set())
    )
    assert told("social.case.answered") == ids(school, "mate")
    assert list(case.steps.order_by("id").values_list("kind", flat=True)) == ["opened", "decided"]
    assert AuditRecord.objects.filter(verb="social.case.decided").get().subject_person_id == school.author.pk
    assert [who(school, can_appeal, case), own_cases(school.mother)] == ([{"pupil", "mother"}, [case]] if is_fault else [set(), []])


@pytest.mark.parametrize(
    ("by", "fields", "refusal"),
    [
        ("homeroom", {"decision": "suspend"}, "decision"),
        ("homeroom", {"decision": "helped"}, "decision"),
        ("homeroom", {"decision": "warn", "reason": "  x "}, "reason"),
        ("homeroom", {"decision": "mute", "days": 31}, "days"),
        ("homeroom", {"decision": "warn", "version": 7}, "changed"),
    ],
)
def test_a_decision_that_is_not_taken_changes_nothing(school, by, fields, refusal):
    case = reported(school)
    with pytest.raises(SafetyRefused) as refused:
        judge(school, case, by=by, **fields)
    assert code_of(refused) == refusal
    case.refresh_from_db()
    assert (case.state, case.version, Sanction.objects.count(), school.things.done, CaseStep.objects.count()) == ("open", 1, 0, [], 1)


@pytest.mark.parametrize(
    ("decider", "asked", "judges"),
    [
        ("homeroom", ("head", "deputy"), {"head", "deputy", "commune", "department"}),
        ("head", ("commune",), {"commune", "department"}),
    ],
)
def test_an_appeal_goes_up_and_a_reversed_decision_is_undone(school, decider, asked, judges):
    case = judge(school, reported(school), "mute", by=decider)
    assert posting_limit(school.pupil).startswith("Bạn đang tạm dừng viết đến")
    case = appeal(actor=school.mother, case=case, text="Cháu chỉ nhắc lại lời bạn khác nói")
    assert (case.state, case.unit_id, told("social.appeal.new")) == ("appealed", getattr(school, asked[0]).unit_id, ids(school, *asked))
    assert (who(school, can_judge_case, case), who(school, can_appeal, case)) == (judges, set())
    with pytest.raises(AccessRefused):
        judge_appeal(actor=getattr(school, decider), case=case, version=case.version, outcome="upheld", reason="Giữ như cũ")
    case = judge_appeal(actor=getattr(school, asked[0]), case=case, version=case.version, outcome="reversed", reason="Cháu không cố ý")
    assert (case.state, school.things.done, posting_limit(school.pupil)) == ("closed", [("hide", "a1"), ("restore", "a1")], "")
    assert told("social.appeal.closed") == ids(school, "pupil", "mother", decider)
    assert own_case(school.pupil, case.uuid).may_appeal is False


def test_an_appeal_comes_in_its_term_from_the_family_and_with_words(school):
    case = judge(school, reported(school))
    for actor, text, wrong in ((school.mate, "Vì bạn ấy hiền", AccessRefused), (school.pupil, " ", SafetyRefused)):
        with pytest.raises(wrong):
            appeal(actor=actor, case=case, text=text)
    Case.objects.update(decided_at=timezone.now() - timedelta(days=7, minutes=1))
    case.refresh_from_db()
    with pytest.raises(AccessRefused):
        appeal(actor=school.pupil, case=case, text="Em thấy chưa đúng ạ")
    assert Case.objects.get().state == "decided"


def test_what_waits_too_long_goes_up_once_to_the_top_and_no_further(school):
    case = reported(school, category="threat")
    assert escalate_due() == 0
    for unit, moved, judges in (
        ("commune", 1, {"commune", "department"}),
        ("department", 1, {"department"}),
        ("department", 0, {"department"}),
    ):
        late(case)
        assert [escalate_due(), escalate_due()] == [moved, 0]
        case.refresh_from_db()
        assert (case.unit_id, who(school, can_judge_case, case)) == (getattr(school, unit).unit_id, judges)
        assert case.due_at - timezone.now() < timedelta(hours=6)
    assert told("social.case.escalated") == ids(school, "commune", "department")
    assert case.version == 4


@pytest.mark.parametrize(("earlier", "measure"), [(0, "warn"), (1, "mute"), (4, "suspend")])
def test_the_ladder_proposes_by_what_was_found_before(school, earlier, measure):
    from social.moderation.services.measures import proposed

    for number in range(earlier):
        judge(school, reported(school, key=f"k{number}"), "hide")
    assert proposed(school.author.pk, timezone.now()).measure == measure


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_two_who_judge_or_report_at_once_do_it_once(school):
    school.thing()
    keys = at_once(
        *[lambda by=by: report(actor=getattr(school, by), kind="thing", key="a1", category="bullying").pk for by in ("mate", "mother")]
    )
    case = Case.objects.get()

    def once(by, decision):
        try:
            return judge(school, case, decision, by).decision
        except SafetyRefused as refused:
            return refused.code

    said = at_once(lambda: once("head", "hide"), lambda: once("deputy", "none"))
    assert (len(set(keys)), case.reports.count(), "changed" in said, len(set(said))) == (1, 2, True, 2)
    assert Case.objects.get().decision in said
