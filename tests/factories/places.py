"""A small province to try rules on: department, two communes, two schools, their people."""

from dataclasses import dataclass
from typing import Any

from core.access.types import Actor
from core.models import ClassGroup, Person, Unit
from tests.factories.core import make_actor, make_class, make_enrolment, make_person, make_teaching, make_unit


@dataclass
class Province:
    """`school` stands under `commune`, `other_school` under `other_commune`; both under `department`."""

    department: Unit
    commune: Unit
    other_commune: Unit
    school: Unit
    other_school: Unit
    class_group: ClassGroup
    pupil: Person

    def actor(self, role: str, unit: str = "school", **fields: Any) -> Actor:
        return make_actor(role, getattr(self, unit), **fields)


def make_province() -> Province:
    department = make_unit(kind="department", name="Sở GD&ĐT Tuyên Quang")
    commune = make_unit(department, "commune", "UBND xã Tân Trào")
    other_commune = make_unit(department, "commune", "UBND xã Sơn Thủy")
    school = make_unit(commune, name="Trường THCS Tân Trào", short_name="THCS Tân Trào")
    other_school = make_unit(other_commune, name="Trường THCS Sơn Thủy", short_name="THCS Sơn Thủy")
    department, commune, other_commune = (Unit.objects.get(pk=unit.pk) for unit in (department, commune, other_commune))
    class_group = make_class(school, "9A2")
    pupil = make_enrolment(class_group, make_person("Nông Minh Khuê", born_on="2012-03-04")).person
    pupil.refresh_from_db()
    return Province(department, commune, other_commune, school, other_school, class_group, pupil)


def make_homeroom(province: Province) -> Actor:
    """The teacher hat of the class's homeroom teacher."""
    actor = province.actor("teacher")
    make_teaching(Person.objects.get(pk=actor.person_id), province.class_group, kind="homeroom")
    return actor


ACTORS = ("visitor", "pupil", "guardian", "other_guardian", "teacher", "homeroom", "school_admin", "commune_admin", "other_admin", "department", "expired", "staff", "system")  # fmt: skip


def make_one_of(name: str, province: Province) -> Actor:
    """Return the actor called `name` of the permission matrix."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.factories.core import make_account, make_guardianship

    if name == "visitor":
        return Actor.visitor()
    if name == "system":
        return Actor.system("test")
    if name == "pupil":
        return _pupil(province)
    if name in {"guardian", "other_guardian"}:
        parent = make_person("Nông Thị Hiền")
        make_guardianship(parent, province.pupil if name == "guardian" else make_person("Bàn Văn Dũng"))
        return make_actor("guardian", person=parent)
    if name == "homeroom":
        return make_homeroom(province)
    if name == "staff":
        account = make_account(make_person("Quản trị"), is_staff=True)
        return Actor.of(account_id=account.pk, person_id=account.person_id, hat=None, is_platform_staff=True)
    if name == "expired":
        yesterday = timezone.localdate() - timedelta(days=1)
        return province.actor("unit_admin", valid_to=yesterday)
    roles = {
        "teacher": ("teacher", "school"),
        "school_admin": ("unit_admin", "school"),
        "commune_admin": ("unit_admin", "commune"),
        "other_admin": ("unit_admin", "other_school"),
        "department": ("unit_admin", "department"),
    }
    role, unit = roles[name]
    return province.actor(role, unit)


def _pupil(province: Province) -> Actor:
    from core.organisations.selectors import actor_for
    from tests.factories.core import make_account

    actor, _ = actor_for(make_account(province.pupil), None)
    return actor
