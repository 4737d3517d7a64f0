"""A child's time on the network; figures by month."""

from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from social.groups.enums import Ability
from social.groups.policies import posting_limit, standing_in
from social.moderation.errors import SafetyRefused
from social.moderation.models import Case, NetworkTime, Report
from social.moderation.rules import is_quiet
from social.moderation.selectors.figures import figures
from social.moderation.services.times import set_child_time, time_reason
from social.moderation.services.units import set_unit_safety

pytestmark = pytest.mark.django_db
NOON = timezone.make_aware(datetime(2026, 11, 28, 12))


def set_time(school, by="mother", **fields):
    given = {"quiet_from": time(21), "quiet_to": time(6), "daily_minutes": None, **fields}
    return set_child_time(actor=getattr(school, by), child=school.author, **given)


@pytest.mark.parametrize(
    ("clock", "start", "end", "quiet"),
    [
        ("22:00", 21, 6, True),
        ("05:59", 21, 6, True),
        ("06:00", 21, 6, False),
        ("12:30", 12, 13, True),
        ("13:00", 12, 13, False),
        ("09:00", 9, 9, False),
    ],
)
def test_quiet_time_runs_over_midnight(clock, start, end, quiet):
    assert (is_quiet(time.fromisoformat(clock), time(start), time(end)), is_quiet(time(12), None, None)) == (quiet, False)


def test_in_quiet_time_the_child_reads(school):
    set_time(school)
    assert [bool(time_reason(school.author.pk, NOON + timedelta(hours=hours))) for hours in (0, 10, 17, 18)] == [False, True, True, False]
    set_time(school, quiet_from=time(0), quiet_to=time(23, 59))
    standing = standing_in(school.pupil, school.space)
    assert (standing.abilities, standing.limit) == (
        frozenset({Ability.READ}),
        "Giờ nghỉ gia đình đã đặt. Em đọc được, và viết lại từ 23:59.",
    )
    assert AuditRecord.objects.filter(verb="social.child.time_set", subject_person_id=school.author.pk).count() == 2


def test_what_the_school_sets_counts_beside_what_the_family_sets(school):
    def set_school(**times):
        set_unit_safety(actor=school.head, unit=school.school, added="", lifted="", hosts="", duty_ids=[], **times)

    set_school(quiet=(time(0), time(23, 59)))
    said = [posting_limit(getattr(school, name)) for name in ("pupil", "mother", "homeroom")]
    assert said == ["Giờ nghỉ nhà trường đã đặt. Em đọc được, và viết lại từ 23:59.", "", ""]
    set_school()
    assert posting_limit(school.pupil) == ""
    with pytest.raises(SafetyRefused):
        set_school(quiet=(time(22), None))


def test_minutes_are_counted_once_a_minute_and_begin_anew_each_day(school):
    set_time(school, quiet_from=None, quiet_to=None, daily_minutes=10)
    said = [time_reason(school.author.pk, NOON + timedelta(seconds=30 * half)) for half in range(22)]
    assert [bool(one) for one in said] == [False] * 20 + [True] * 2
    assert NetworkTime.objects.get().used_minutes == 11
    cache.clear()
    assert time_reason(school.author.pk, NOON + timedelta(days=1)) == ""
    assert NetworkTime.objects.get().used_minutes == 1


@pytest.mark.parametrize(
    ("by", "fields", "wrong"),
    [
        ("homeroom", {}, AccessRefused),
        ("pupil", {}, AccessRefused),
        ("mother", {"quiet_to": time(21)}, SafetyRefused),
        ("mother", {"quiet_to": None}, SafetyRefused),
        ("mother", {"daily_minutes": 5}, SafetyRefused),
    ],
)
def test_only_the_guardian_sets_it_and_sensibly(school, by, fields, wrong):
    with pytest.raises(wrong):
        set_time(school, by, **fields)
    assert NetworkTime.objects.count() == 0


def make_case(school, hours, **fields):
    at = timezone.make_aware(datetime(2026, fields.pop("month"), 10, 9))
    given = {"decision": "hide", "state": "decided", "decided_at": at + timedelta(hours=hours), **fields}
    unit = fields.get("origin_unit", school.school)
    common = {"origin_unit": unit, "unit": unit, "author": school.author, "category": "bullying", "item_kind": "thing"}
    return Case.objects.create(**{**common, **given}, opened_at=at, due_at=at)


def test_figures_count_months_of_the_unit_and_below(school, django_assert_num_queries):
    make_case(school, 10, month=11)
    make_case(school, 30, month=11, decision="mute", state="closed", outcome="reversed")
    urgent = make_case(school, 8, month=11, is_urgent=True, decision="none")
    make_case(school, 1, month=11, source="crisis", decision="helped")
    make_case(school, 2, month=10, origin_unit=school.province.other_school)
    make_case(school, 2, month=10)
    for actor in (school.mate, school.mother):
        Report.objects.create(case=urgent, reporter_id=actor.person_id, category="threat")
    now = timezone.make_aware(datetime(2026, 11, 28))
    with django_assert_num_queries(2):
        rows = figures(school.head, now=now)
    found = [
        (row.month.month, row.reports, row.cases, row.cries, row.decided, row.in_time, row.hours, row.appeals, row.reversed) for row in rows
    ]
    assert found == [(11, 2, 3, 1, 3, 1, 16.0, 1, 1), (10, 0, 1, 0, 1, 1, 2.0, 0, 0)]
    assert [(row.none, row.hide, row.warn, row.mute, row.suspend) for row in rows] == [(1, 1, 0, 1, 0), (0, 1, 0, 0, 0)]
    with django_assert_num_queries(2):
        rows = figures(school.department, by_unit=True, now=now)
    assert [(row.month.month, row.unit, row.cases, row.reports) for row in rows] == [
        (11, "Trường THCS Tân Trào", 3, 2),
        (10, "Trường THCS Sơn Thủy", 1, 0),
        (10, "Trường THCS Tân Trào", 1, 0),
    ]
    with pytest.raises(AccessRefused):
        figures(school.homeroom, now=now)
