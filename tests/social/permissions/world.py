"""A school and its neighbour with one of every space, and everybody who might try to get in."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core.models import Account, Grade, Person
from social.feeds.models import Entry, Post
from social.groups.models import OverseerVisit, Space, SpaceMember
from social.hooks import RosterSource, RosterSpace
from tests.factories.core import (
    make_account,
    make_class,
    make_enrolment,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
    make_unit,
    make_year,
)
from tests.factories.social import let_use_social

COURSE = "khoa-thu:1"


@dataclass
class World:
    """`people` and `spaces` by name; of each space a published post (`posts`) of `author`, its entry, and one that waits (`held`)."""

    units: dict[str, Any] = field(default_factory=dict)
    classes: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)
    author: Person | None = None
    spaces: dict[str, Space] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    held: dict[str, Post] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return self.people[name].person


class Courses(RosterSource):
    """A course of the school: its teacher leads, a colleague helps, learners of all ages."""

    prefix = "khoa-thu"
    sides = {"homeroom": ("staff", True), "subject": ("staff", False), "small": ("learner", False), "pupil": ("learner", False),
             "big": ("learner", False), "grown": ("learner", False)}  # fmt: skip

    def __init__(self, world: World) -> None:
        self.world = world

    def spaces_of(self, actor):
        name = next((name for name in self.sides if self.world.people[name].person_id == actor.person_id), None)
        if name is None:
            return []
        side, leads = self.sides[name]
        return [RosterSpace(COURSE, "Toán 9", self.world.units["school"].pk, side, leads)]

    def people_of(self, source_key):
        return [(self.world.people[name].person_id, side) for name, (side, _leads) in self.sides.items()]


def make_world() -> World:
    """Make units, classes, people, spaces and what stands in them."""
    world = World()
    _units(world)
    _staff(world)
    _pupils(world)
    _guardians(world)
    _spaces(world)
    for name, space in world.spaces.items():
        author = world.author
        post = Post.objects.create(space=space, author=author, author_side="staff", body="<p>Chào các em</p>", state="published")
        world.posts[name] = post
        world.entries[name] = Entry.objects.create(space=space, post=post, by=author)
        world.held[name] = Post.objects.create(space=space, author=author, author_side="learner", body="<p>Bài chờ</p>", state="held")
    return world


def _units(world: World) -> None:
    department = make_unit(kind="department", name="Sở GD&ĐT Tuyên Quang")
    commune = make_unit(department, "commune", "UBND xã Tân Trào")
    school = make_unit(commune, "semi_boarding", "Trường PTDTBT Lũng Cú")
    world.units.update(
        department=department, commune=commune, school=school, team=make_unit(school, "team", "Tổ Toán – Tin"),
        other=make_unit(make_unit(department, "commune", "UBND xã Sơn Thủy"), name="Trường THCS Sơn Thủy"),
    )  # fmt: skip
    grades = {
        key: Grade.objects.get_or_create(key=key, defaults={"name": f"Khối {key}", "level": level, "order": int(key)})[0]
        for key, level in (("3", "primary"), ("9", "lower_secondary"), ("11", "upper_secondary"))
    }
    for name, unit, key in (("small", "school", "3"), ("middle", "school", "9"), ("big", "school", "11"), ("elsewhere", "other", "9")):
        world.classes[name] = make_class(world.units[unit], f"{key}A", grade=grades[key])
    world.classes["over"] = make_class(school, "9B", grade=grades["9"], school_year=make_year("2024-2025"))


def _hire(world: World, name: str, role: str, unit: str) -> Person:
    person = make_person("Hà Văn Toàn")
    world.people[name] = make_account(person)
    make_membership(person, world.units[unit], role)
    return person


def _staff(world: World) -> None:
    world.author = make_person("Quan Thị Bích")
    for name, role, unit in (
        ("head", "leader", "school"), ("homeroom", "teacher", "school"), ("subject", "teacher", "school"), ("colleague", "teacher", "school"),
        ("small_teacher", "teacher", "school"), ("commune_head", "leader", "commune"), ("department", "unit_admin", "department"),
        ("officer", "officer", "department"), ("stranger", "teacher", "other"), ("stranger_head", "leader", "other"),
    ):  # fmt: skip
        _hire(world, name, role, unit)
    for teacher, class_name, kind in (
        ("homeroom", "middle", "homeroom"), ("homeroom", "over", "homeroom"), ("homeroom", "big", "homeroom"), ("subject", "middle", "subject"),
        ("small_teacher", "small", "homeroom"), ("stranger", "elsewhere", "homeroom"),
    ):  # fmt: skip
        make_teaching(world.person(teacher), world.classes[class_name], kind=kind)
    make_membership(world.person("homeroom"), world.units["team"], "leader")
    make_membership(world.person("subject"), world.units["team"], "teacher")


def _pupils(world: World) -> None:
    for name, class_name, born_on, state in (
        ("small", "small", date(2018, 3, 4), "studying"), ("pupil", "middle", date(2012, 3, 4), "studying"),
        ("mate", "middle", date(2012, 5, 6), "studying"), ("unasked", "middle", date(2012, 7, 8), "studying"),
        ("big", "big", date(2010, 1, 2), "studying"), ("graduate", "over", date(2010, 9, 1), "completed"),
        ("stranger_pupil", "elsewhere", date(2012, 3, 4), "studying"),
    ):  # fmt: skip
        person = make_person("Nông Minh Khuê", born_on=born_on)
        make_enrolment(world.classes[class_name], person, state=state, valid_to=None if state == "studying" else timezone.localdate())
        world.people[name] = make_account(person)
        if name != "unasked":
            let_use_social(person)
    _hire(world, "grown", "learner", "school")
    Person.objects.filter(pk=world.person("grown").pk).update(born_on=date(1990, 1, 2))


def _guardians(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for name, child, fields in (
        ("mother", "pupil", {}), ("other_mother", "mate", {}), ("small_mother", "small", {}), ("stranger_mother", "stranger_pupil", {}),
        ("unverified", "pupil", {"verified_at": None}), ("former", "pupil", {"valid_to": yesterday}),
    ):  # fmt: skip
        person = make_person("Nông Thị Nhung")
        make_guardianship(person, world.person(child), **fields)
        world.people[name] = make_account(person)


def _spaces(world: World) -> None:
    school, spaces = world.units["school"], world.spaces
    for name, class_name in (("small class", "small"), ("class", "middle"), ("big class", "big"), ("class that is over", "over")):
        spaces[name] = Space.objects.create(kind="class", unit=school, class_group=world.classes[class_name], name=name)
    spaces["unit"] = Space.objects.create(kind="unit", unit=school, name="unit")
    spaces["team"] = Space.objects.create(kind="team", unit=world.units["team"], name="team")
    spaces["course"] = Space.objects.create(kind="course", unit=school, source_key=COURSE, name="course")
    spaces["community"] = Space.objects.create(kind="community", unit=school, name="community", join_rule="request")
    spaces["closed community"] = Space.objects.create(
        kind="community", unit=school, name="closed community", join_rule="open", archived_at=timezone.now()
    )
    spaces["circle"] = Space.objects.create(kind="circle", unit=school, name="circle", join_rule="closed")
    members = {
        "community": {"homeroom": "owner", "subject": "moderator", "stranger": "member"},
        "closed community": {"homeroom": "owner", "stranger": "member"},
        "circle": {"homeroom": "owner", "pupil": "member", "small": "member", "big": "member", "stranger_pupil": "member"},
    }
    learners = {"pupil", "small", "big", "stranger_pupil"}
    for space, roles in members.items():
        for name, role in roles.items():
            unit = world.units["other" if name.startswith("stranger") else "school"]
            side = "learner" if name in learners else "staff"
            SpaceMember.objects.create(space=spaces[space], person=world.person(name), unit=unit, side=side, role=role)
    SpaceMember.objects.create(space=spaces["community"], person=world.person("colleague"), unit=school, state="asked")
    for space in spaces.values():  # the head has said why it looks: tests/social/groups/test_visits.py
        OverseerVisit.objects.create(space=space, person=world.person("head"), why="duty")
