"""Rights and reach."""

import pytest

from core.access.enums import Right, Role
from core.access.errors import AccessRefused
from core.access.policies import anyone, platform_staff, require, signed_in, with_hat
from core.access.rules import RIGHTS, covers, rights_of
from core.access.types import Actor, Hat


@pytest.mark.parametrize(
    ("own", "other", "reach"), [("0001", "0001", True), ("0001", "00010002", True), ("00010002", "0001", False), ("", "0001", False), ("0001", "0002", False)]
)  # fmt: skip
def test_covers_own_unit_and_below(own, other, reach):
    assert covers(own, other) is reach


def test_every_role_has_its_rights():
    assert set(RIGHTS) == set(Role)
    assert rights_of(Role.STUDENT) == frozenset()
    assert Right.AUDIT_VIEW not in rights_of(Role.UNIT_ADMIN)


def actor(role=Role.UNIT_ADMIN, path="0001"):
    return Actor.of(account_id=1, person_id=1, hat=Hat("m1", role, 1, path))


def test_may_needs_right_and_reach():
    assert actor().may(Right.PEOPLE_MANAGE, "00010002")
    assert not actor().may(Right.PEOPLE_MANAGE, "0002")
    assert not actor(Role.TEACHER).may(Right.PEOPLE_MANAGE, "0001")
    assert Actor.system("x").may(Right.PEOPLE_MANAGE, "0002")
    assert not Actor.of(account_id=1, person_id=1, hat=None).may(Right.PEOPLE_MANAGE, "0001")


def test_require_refuses_with_the_name_of_the_policy():
    with pytest.raises(AccessRefused) as refusal:
        require(signed_in, Actor.visitor())
    assert refusal.value.verb == "signed_in"
    require(platform_staff, Actor.system("x"))


def test_base_policies():
    visitor, person = Actor.visitor(), actor()
    assert [policy(visitor) for policy in (anyone, signed_in, with_hat, platform_staff)] == [True, False, False, False]
    assert [policy(person) for policy in (anyone, signed_in, with_hat, platform_staff)] == [True, True, True, False]
    assert (visitor.name, person.name, Actor.system("đêm").name) == ("person:0", "person:1", "system:đêm")
