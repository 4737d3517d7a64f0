"""What moderation gives back, forgets and lets expire."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.types import Actor
from core.hooks import Expiring, PersonalData
from core.models import Person
from social.moderation.models import Block, Case, Report, Sanction
from social.moderation.services.blocking import block
from social.moderation.services.cases import decide, report

pytestmark = pytest.mark.django_db


def part(hook, key):
    return next(one for one in hook.all() if one.key == key)


@pytest.fixture
def decided(school):
    case = report(actor=school.mate, kind="thing", key=school.thing(), category="bullying", note="Bạn ấy trêu em")
    return decide(actor=school.homeroom, case=case, version=1, decision="mute", reason="Lời lẽ chưa phải", days=2)


def tables(person_id):
    return {table.name: list(table.rows) for table in part(PersonalData, "an-toan").tables(person_id)}


def test_each_gets_back_its_own_side_and_erasing_leaves_the_evidence(school, decided):
    mate = school.mate.person_id
    block(actor=Actor(person_id=mate), person=Person.objects.get(pk=school.author.pk))
    own, other = tables(school.author.pk), tables(mate)
    assert ([row["text"] for row in own["decisions"]], own["reports"], own["blocks"]) == (["Đồ ngốc"], [], [])
    assert ([row["note"] for row in other["reports"]], [row["name"] for row in other["blocks"]]) == (["Bạn ấy trêu em"], ["Nông Minh Khuê"])
    assert [part(PersonalData, "an-toan").erase(mate) for _ in range(2)] == [1, 0]
    assert (Block.objects.count(), Report.objects.count(), Case.objects.count()) == (0, 1, 1)


def test_judged_cases_expire_and_running_ones_stay(school, decided):
    running = report(actor=school.mate, kind="thing", key=school.thing("b1"), category="bullying")
    Case.objects.update(decided_at=timezone.now() - timedelta(days=800))
    Case.objects.filter(pk=running.pk).update(decided_at=None, opened_at=timezone.now() - timedelta(days=900))
    hook = part(Expiring, "social.cases")
    assert [hook.delete(timezone.now() - timedelta(days=hook.days), 100) for _ in range(2)] == [1, 0]
    assert (list(Case.objects.all()), Sanction.objects.count()) == ([running], 0)
