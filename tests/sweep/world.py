"""A school with one of everything a route can name, and the people who try to get at it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from core.models import Account, DataRequest, Membership, Notification, Person, RosterImport, SlipBatch
from core.organisations.selectors import actor_for
from lms.hooks import ActivityType
from lms.models import DocumentImport
from tests.factories.core import make_account, make_class, make_guardianship, make_membership, make_person, make_teaching, make_unit
from tests.factories.delivery import make_activity as make_published
from tests.factories.delivery import make_course, make_course_class, make_pupil, publish_outline
from tests.factories.h5p import make_package
from tests.factories.signin import make_code

# Words that stand in this world only: seeing one of them means seeing the school.
MARKS = ("Lũng Chàm", "Chẩu Văn Pỉn", "Hệ thức bí mật")


@dataclass
class World:
    school: Any = None
    other_school: Any = None
    values: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Account] = field(default_factory=dict)


def make_world() -> World:
    """`people`: who may (admin, owner, homeroom, pupil, guardian) and who may not (see test_every_route.OUTSIDERS)."""
    department = make_unit(kind="department", name="Sở GD&ĐT Tuyên Quang")
    commune = make_unit(department, "commune", "UBND xã Minh Quang")
    other_commune = make_unit(department, "commune", "UBND xã Sơn Thủy")
    world = World(
        make_unit(commune, name="Trường THCS Lũng Chàm", short_name="THCS Lũng Chàm"), make_unit(other_commune, name="Trường THCS Sơn Thủy")
    )
    _fill(world)
    outside = make_class(world.other_school, "8B")
    _hire(world, "department", "unit_admin", department)
    _hire(world, "admin", "unit_admin", world.school)
    _papers(world)
    _hire(world, "stranger_teacher", "teacher", world.other_school)
    _hire(world, "stranger_admin", "unit_admin", world.other_school)
    _hire(world, "stranger_leader", "leader", world.other_school)
    _hire(world, "stranger_commune", "unit_admin", other_commune)
    _hire(world, "expired_admin", "unit_admin", world.school, valid_to=timezone.localdate() - timedelta(days=1))
    _hire(world, "colleague", "teacher", world.school)
    world.people["stranger_pupil"] = make_pupil(outside, "Lương Văn Tài").account
    world.people["classmate"] = make_pupil(world.values["class_group"], "Ma Thị Sen").account
    parent = make_person("Lương Thị Nga")
    make_guardianship(parent, world.people["stranger_pupil"].person)
    world.people["stranger_guardian"] = make_account(parent)
    return world


def _hire(world: World, key: str, role: str, unit: Any, **fields: Any) -> Person:
    person = make_person("Hà Văn Toàn")
    world.people[key] = make_account(person)
    make_membership(person, unit, role, **fields)
    return person


def _fill(world: World) -> None:
    school = world.school
    owner = _hire(world, "owner", "teacher", school)
    class_group = make_class(school, "9A2")
    make_teaching(owner, class_group, kind="homeroom")
    pupil = make_pupil(class_group, "Chẩu Văn Pỉn")
    guardian = make_person("Chẩu Thị Dung")
    ward = make_guardianship(guardian, pupil)
    world.people.update(pupil=pupil.account, guardian=make_account(guardian))
    course = make_course(school, owner, title="Hệ thức bí mật")
    make_course_class(course, class_group)
    lesson = make_published(course, kind="lesson", completion="seen", title="Hệ thức bí mật, bài 1")
    actor, _hats = actor_for(world.people["owner"], None)
    kind = ActivityType.of("lesson")
    body = [{"type": "text", "id": "a", "value": {"html": "<p>một</p>"}}]
    kind.create(actor=actor, activity=lesson, data={"body": body})
    kind.publish(actor=actor, activity=lesson)
    package = make_package(unit=school, owner=owner)
    h5p = make_published(course, lesson.section, kind="h5p", title="Hệ thức bí mật, trò chơi")
    play = ActivityType.of("h5p")
    play.create(actor=actor, activity=h5p, data={"package": str(package.uuid)})
    play.publish(actor=actor, activity=h5p)
    page = make_published(course, lesson.section, kind="page", title="Hệ thức bí mật, trang")
    ActivityType.of("page").create(actor=actor, activity=page, data={})
    quiz = make_published(course, lesson.section, kind="test", title="Hệ thức bí mật, bài kiểm tra")
    ActivityType.of("test").create(actor=actor, activity=quiz, data={})
    publish_outline(course)
    world.values.update(
        quiz=quiz,
        page=page,
        school=school,
        class_group=class_group,
        pupil=pupil,
        course=course,
        lesson=lesson,
        h5p=h5p,
        package=package,
        ward=ward,
    )


def _papers(world: World) -> None:
    """What offices leave behind: an import, slips, a class code, a notification, sessions."""
    values, school, admin, owner = world.values, world.school, world.people["admin"].person, world.people["owner"].person
    values["hat"] = Membership.objects.get(person=owner)
    values["teaching"] = owner.teaching.get()
    values["enrolment"] = values["pupil"].enrolments.get()
    values["code"] = make_code(values["class_group"])
    values["roster"] = RosterImport.objects.create(
        unit=school,
        school_year=values["class_group"].school_year,
        kind="students",
        file=ContentFile("Họ và tên,Lớp,Ngày sinh\nChẩu Văn Pỉn,9A2,04/03/2012\n".encode(), name="Lung-Cham.csv"),
        file_name="Lũng Chàm.csv",
        created_by=admin,
    )
    values["slips"] = SlipBatch.objects.create(
        kind="passwords", unit=school, label="Lũng Chàm", created_by=admin, expires_at=timezone.now() + timedelta(days=1)
    )
    values["notice"] = Notification.objects.create(
        recipient=values["pupil"], kind="signin.new_device", data={"device": "Lũng Chàm", "at": "7:00"}
    )
    values["digest"] = Notification.objects.create(
        recipient=world.people["guardian"].person,
        kind="core.digest.guardian",
        data={"heading": "Lũng Chàm", "summary": "", "children": [], "news": []},
    )
    values["data_request"] = DataRequest.objects.create(
        subject=values["pupil"],
        asked_by=world.people["guardian"].person,
        unit=school,
        kind="correct",
        words="Lũng Chàm",
        acknowledge_by=timezone.localdate(),
        due_on=timezone.localdate(),
    )
    values["document"] = DocumentImport.objects.create(lesson=values["lesson"].lesson, created_by=owner, name="Hệ thức bí mật.docx")
    values["revision"] = values["lesson"].lesson.latest_revision


def routes(
    patterns: list[Any] | None = None, prefix: str = "", names: tuple[str, ...] = (), domains: tuple[str, ...] = ("core", "lms", "frontend")
) -> Any:
    """Yield `(name, route, pattern)` of every view of some domains."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            namespace = (pattern.namespace,) if pattern.namespace else ()
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern), names + namespace, domains)
        elif isinstance(pattern, URLPattern) and names and names[0] in domains:
            yield ":".join((*names, pattern.name or "?")), prefix + str(pattern.pattern), pattern
