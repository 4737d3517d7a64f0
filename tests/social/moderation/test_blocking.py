"""Blocking works both ways, once, and is taken back."""

import pytest

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.audit.models import AuditRecord
from social.moderation.models import Block
from social.moderation.policies import is_blocked
from social.moderation.services.blocking import block, unblock
from tests.factories.core import make_person

pytestmark = pytest.mark.django_db


def test_a_block_counts_both_ways_once_and_is_taken_back():
    one, other = make_person("Nông Thị Hiền"), make_person("Bàn Văn Dũng")
    actor = Actor(person_id=one.pk)
    assert [block(actor=actor, person=other) for _ in range(2)] == [True, False]
    assert (is_blocked(one.pk, other.pk), is_blocked(other.pk, one.pk)) == (True, True)
    assert [unblock(actor=actor, person=other) for _ in range(2)] == [True, False]
    assert (is_blocked(one.pk, other.pk), Block.objects.count()) == (False, 0)
    assert list(AuditRecord.objects.order_by("id").values_list("verb", flat=True)) == ["social.person.blocked", "social.person.unblocked"]


def test_nobody_blocks_itself_and_visitors_block_nobody():
    person = make_person("Nông Thị Hiền")
    assert block(actor=Actor(person_id=person.pk), person=person) is False
    with pytest.raises(AccessRefused):
        block(actor=Actor.visitor(), person=person)
    assert Block.objects.count() == 0
