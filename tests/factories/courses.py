"""Factories of courses."""

from itertools import count

from lms.courses.rules.outlines import as_json
from lms.models import Activity, Course, CourseClass, CourseFile, CourseLearner, CourseTeacher, CourseVersion, Section
from tests.factories.core import make_person, make_unit

_number = count(1)


def make_course(unit=None, owner=None, title="Toán 9", **fields):
    owner = owner or make_person("Trần Thị Hoa")
    course = Course.objects.create(unit=unit or make_unit(), title=title, created_by=owner, **fields)
    CourseTeacher.objects.create(course=course, person=owner, role="owner")
    return course


def make_section(course=None, title="Chương I", **fields):
    course = course or make_course()
    fields.setdefault("position", course.sections.filter(is_removed=False).count())
    return Section.objects.create(course=course, title=title, **fields)


def make_activity(section=None, kind="link", title=None, **fields):
    section = section or make_section()
    fields.setdefault("position", section.activities.filter(is_removed=False).count())
    title = title or f"Bài {next(_number)}"
    fields.setdefault("config", {"draft": {"url": "https://vnexpress.net/"}} if kind == "link" else {})
    return Activity.objects.create(course=section.course, section=section, kind=kind, title=title, **fields)


def make_version(course, publish_all=True, **fields):
    """Publish the working outline as it stands, without the service."""
    if publish_all:
        course.activities.update(is_published=True)
    number = course.versions.count() + 1
    by_section = {}
    for activity in course.activities.filter(is_removed=False).order_by("position"):
        by_section.setdefault(activity.section_id, []).append(activity.pk)
    outline = as_json((s.pk, s.title, by_section.get(s.pk, [])) for s in course.sections.filter(is_removed=False).order_by("position"))
    version = CourseVersion.objects.create(course=course, number=number, outline=outline, published_by=course.created_by, **fields)
    Course.objects.filter(pk=course.pk).update(state="published", published_version=version, has_unpublished_changes=False)
    course.refresh_from_db()
    return version


def make_course_class(course, class_group, **fields):
    return CourseClass.objects.create(course=course, class_group=class_group, **{"assigned_by": course.created_by, **fields})


def make_course_learner(course, person=None, **fields):
    return CourseLearner.objects.create(course=course, person=person or make_person(), **fields)


def make_course_teacher(course, person=None, role="editor"):
    return CourseTeacher.objects.create(course=course, person=person or make_person(), role=role)


def make_course_file(course, name="anh.webp", data=b"RIFF0000WEBP", **fields):
    """A file with real bytes in storage, unchecked."""
    from django.core.files.base import ContentFile

    file = CourseFile(
        unit=course.unit,
        uploaded_by=course.created_by,
        name=name,
        sha256=f"{next(_number):064x}",
        **{"kind": "image", "content_type": "image/webp", "size_bytes": len(data), **fields},
    )
    file.file.save(name, ContentFile(data), save=False)
    file.save()
    file.courses.add(course)
    return file
