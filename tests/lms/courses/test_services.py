"""Services of courses: what they do, what they refuse, what they leave behind."""

import threading

import pytest
from django.db import connection

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.events.models import OutboxEvent
from core.models import Membership, Person, Unit
from lms.courses import services
from lms.courses.errors import CourseRefused
from lms.courses.selectors import published_outline, working_json, working_outline
from lms.courses.services import ActivitySettings, CourseFacts
from lms.models import Activity, Course, CourseTeacher, Section
from tests.factories.core import make_actor, make_membership, make_person, make_unit, make_year
from tests.factories.courses import make_activity, make_course, make_course_teacher, make_section, make_version


@pytest.fixture
def teacher(db):
    return make_actor("teacher")


@pytest.fixture
def course(teacher):
    return make_course(Unit.objects.get(pk=teacher.unit_id), owner=Person.objects.get(pk=teacher.person_id))


@pytest.fixture
def stranger(db):
    return make_actor("teacher")


@pytest.fixture
def filled(course):
    """A course of two sections with three and one activities."""
    first, second = make_section(course, "Chương I"), make_section(course, "Chương II")
    for title in ("A", "B", "C"):
        make_activity(first, title=title)
    make_activity(second, title="D")
    return course


def shape(course):
    """The working outline in titles, and that places are dense."""
    for section in course.sections.filter(is_removed=False):
        places = list(section.activities.filter(is_removed=False).order_by("position").values_list("position", flat=True))
        assert places == list(range(len(places)))
    places = list(course.sections.filter(is_removed=False).order_by("position").values_list("position", flat=True))
    assert places == list(range(len(places)))
    titles = dict(course.activities.values_list("pk", "title"))
    return [(row["title"], "".join(titles[pk] for pk in row["activities"])) for row in working_json(course)]


def act(course, title):
    return course.activities.get(title=title)


def section(course, title):
    return course.sections.get(title=title)


# --- courses ---------------------------------------------------------------------------------------------------------


def test_create_course_belongs_to_the_hats_unit(teacher):
    make_year("2026-2027")
    course = services.create_course(actor=teacher, facts=CourseFacts("  Toán   9 "))
    assert (course.title, course.search_text, course.unit_id, course.state) == ("Toán 9", "toan 9", teacher.unit_id, "draft")
    assert list(course.teachers.values_list("person_id", "role")) == [(teacher.person_id, "owner")]
    assert course.school_year.key == "2026-2027"
    assert AuditRecord.objects.get().verb == "courses.course.created"


@pytest.mark.parametrize(("title", "code"), [("   ", "title_missing"), ("x" * 201, "title_long")])
def test_create_course_needs_a_title(teacher, title, code):
    with pytest.raises(CourseRefused) as refused:
        services.create_course(actor=teacher, facts=CourseFacts(title))
    assert (refused.value.code, refused.value.field) == (code, "title")
    assert not Course.objects.exists()


@pytest.mark.parametrize("role", ["student", "staff", "guardian", "auditor"])
def test_create_course_is_refused_to_others(db, role):
    with pytest.raises(AccessRefused):
        services.create_course(actor=make_actor(role), facts=CourseFacts("Toán"))
    assert not Course.objects.exists()


def test_update_course(teacher, course):
    services.update_course(actor=teacher, course=course, facts=CourseFacts("Ngữ văn 9", summary=" Đọc và viết "))
    course.refresh_from_db()
    assert (course.title, course.summary, course.search_text) == ("Ngữ văn 9", "Đọc và viết", "ngu van 9")


def test_course_with_classes_does_not_become_a_template(teacher, course):
    from tests.factories.core import make_class
    from tests.factories.courses import make_course_class

    make_course_class(course, make_class(course.unit))
    with pytest.raises(CourseRefused, match="Khoá học mẫu không giao cho lớp"):
        services.update_course(actor=teacher, course=course, facts=CourseFacts("Toán", is_template=True))
    course.refresh_from_db()
    assert not course.is_template


CHANGES = [
    lambda actor, course: services.update_course(actor=actor, course=course, facts=CourseFacts("Khác")),
    lambda actor, course: services.add_section(actor=actor, course=course, title="Mới"),
    lambda actor, course: services.rename_section(actor=actor, section=section(course, "Chương I"), title="Khác"),
    lambda actor, course: services.move_section(actor=actor, section=section(course, "Chương I"), to_index=1),
    lambda actor, course: services.remove_section(actor=actor, section=section(course, "Chương I")),
    lambda actor, course: services.add_activity(actor=actor, section=section(course, "Chương I"), kind="link", title="Mới"),
    lambda actor, course: services.rename_activity(actor=actor, activity=act(course, "A"), title="Khác"),
    lambda actor, course: services.move_activity(actor=actor, activity=act(course, "A"), section=section(course, "Chương II"), to_index=0),
    lambda actor, course: services.remove_activity(actor=actor, activity=act(course, "A")),
    lambda actor, course: services.update_activity(actor=actor, activity=act(course, "A"), settings=ActivitySettings(minutes=99)),
    lambda actor, course: services.save_content(actor=actor, activity=act(course, "A"), data={"url": "https://khac.vn/"}),
    lambda actor, course: services.publish_course(actor=actor, course=course),
    lambda actor, course: services.publish_activity(actor=actor, activity=act(course, "A")),
    lambda actor, course: services.hide_activity(actor=actor, activity=act(course, "A")),
    lambda actor, course: services.discard_changes(actor=actor, course=course),
    lambda actor, course: services.restore_version(actor=actor, version=course.versions.last()),
    lambda actor, course: services.archive_course(actor=actor, course=course),
    lambda actor, course: services.reopen_course(actor=actor, course=course),
    lambda actor, course: services.unpublish_course(actor=actor, course=course),
    lambda actor, course: services.add_teacher(actor=actor, course=course, person=colleague_of(course)),
    lambda actor, course: services.remove_teacher(actor=actor, course=course, person=course.created_by),
    lambda actor, course: services.make_owner(actor=actor, course=course, person=colleague_of(course)),
]


def colleague_of(course):
    person = make_person("Bàn Văn Dũng")
    make_membership(person, course.unit)
    return person


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Course, Section, Activity, CourseTeacher, AuditRecord, OutboxEvent)
    ]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_stranger_changes_nothing(filled, stranger, change):
    make_version(filled)
    before = everything()
    with pytest.raises(AccessRefused):
        change(stranger, filled)
    assert everything() == before


@pytest.mark.parametrize("change", CHANGES[1:16])
def test_archived_course_is_not_changed(teacher, filled, change):
    make_version(filled)
    services.archive_course(actor=teacher, course=filled)
    before = everything()
    with pytest.raises(CourseRefused, match="đã cất"):
        change(teacher, filled)
    assert everything() == before


def test_archive_and_back(teacher, filled):
    services.publish_course(actor=teacher, course=ready(filled))
    services.unpublish_course(actor=teacher, course=filled)
    assert Course.objects.get().state == "draft"
    services.archive_course(actor=teacher, course=filled)
    assert Course.objects.get().state == "archived"
    services.reopen_course(actor=teacher, course=filled)
    assert (Course.objects.get().state, Course.objects.get().published_version.number) == ("draft", 1)


# --- teachers --------------------------------------------------------------------------------------------------------


def test_teachers_of_the_unit_join_once(teacher, course):
    person = colleague_of(course)
    services.add_teacher(actor=teacher, course=course, person=person)
    services.add_teacher(actor=teacher, course=course, person=person)
    assert course.teachers.filter(person=person, role="editor").count() == 1
    services.remove_teacher(actor=teacher, course=course, person=person)
    services.remove_teacher(actor=teacher, course=course, person=person)
    assert not course.teachers.filter(person=person).exists()


@pytest.mark.parametrize("hat", [None, "student", "elsewhere", "expired"])
def test_only_authors_of_the_unit_teach(teacher, course, hat):
    person = make_person("Triệu Văn Phúc")
    if hat == "student":
        make_membership(person, course.unit, "student")
    if hat == "elsewhere":
        make_membership(person, make_unit())
    if hat == "expired":
        make_membership(person, course.unit, valid_to="2026-08-02")
    with pytest.raises(CourseRefused, match="Triệu Văn Phúc không có vai giáo viên"):
        services.add_teacher(actor=teacher, course=course, person=person)
    assert course.teachers.count() == 1


def test_owner_leaves_after_handing_over(teacher, course):
    with pytest.raises(CourseRefused, match="cần một người phụ trách"):
        services.remove_teacher(actor=teacher, course=course, person=course.created_by)
    person = colleague_of(course)
    services.make_owner(actor=teacher, course=course, person=person)
    assert dict(course.teachers.values_list("person_id", "role")) == {person.pk: "owner", teacher.person_id: "editor"}
    services.remove_teacher(actor=teacher, course=course, person=course.created_by)
    assert course.teachers.count() == 1


# --- outline ---------------------------------------------------------------------------------------------------------


def test_sections_are_added_renamed_moved_removed(teacher, course):
    for title in ("Một", "Hai", "Ba"):
        services.add_section(actor=teacher, course=course, title=title)
    services.move_section(actor=teacher, section=section(course, "Ba"), to_index=0)
    services.rename_section(actor=teacher, section=section(course, "Hai"), title=" Thứ  hai ")
    assert [title for title, _acts in shape(course)] == ["Ba", "Một", "Thứ hai"]
    services.remove_section(actor=teacher, section=section(course, "Ba"))
    services.move_section(actor=teacher, section=section(course, "Một"), to_index=99)
    assert [title for title, _acts in shape(course)] == ["Thứ hai", "Một"]


@pytest.mark.parametrize(
    ("title", "to", "index", "wanted"),
    [
        ("A", "Chương I", 2, ["BCA", "D"]),
        ("C", "Chương I", 0, ["CAB", "D"]),
        ("B", "Chương I", 1, ["ABC", "D"]),
        ("A", "Chương II", 0, ["BC", "AD"]),
        ("B", "Chương II", 99, ["AC", "DB"]),
        ("D", "Chương I", 1, ["ADBC", ""]),
    ],
)
def test_activity_moves_and_places_stay_dense(teacher, filled, title, to, index, wanted):
    services.move_activity(actor=teacher, activity=act(filled, title), section=section(filled, to), to_index=index)
    assert [acts for _title, acts in shape(filled)] == wanted


def test_activity_does_not_move_into_another_course(teacher, filled):
    other = make_section(make_course(filled.unit, owner=filled.created_by))
    for wrong in (other, make_section(filled, "Bỏ", is_removed=True)):
        with pytest.raises(CourseRefused, match="không thuộc khoá học"):
            services.move_activity(actor=teacher, activity=act(filled, "A"), section=wrong, to_index=0)
    assert [acts for _title, acts in shape(filled)] == ["ABC", "D"]


def test_removed_things_do_not_move(teacher, filled):
    services.remove_activity(actor=teacher, activity=act(filled, "A"))
    services.remove_section(actor=teacher, section=section(filled, "Chương II"))
    with pytest.raises(CourseRefused):
        services.move_activity(actor=teacher, activity=act(filled, "A"), section=section(filled, "Chương I"), to_index=0)
    with pytest.raises(CourseRefused):
        services.move_section(actor=teacher, section=section(filled, "Chương II"), to_index=0)
    with pytest.raises(CourseRefused):
        services.add_activity(actor=teacher, section=section(filled, "Chương II"), kind="link", title="X")
    assert shape(filled) == [("Chương I", "BC")]


def test_add_activity_makes_its_content(teacher, filled):
    services.remove_activity(actor=teacher, activity=act(filled, "B"))
    made = services.add_activity(
        actor=teacher, section=section(filled, "Chương I"), kind="link", title="Bản đồ", data={"url": "https://tuyenquang.gov.vn/"}
    )
    assert made.config == {"draft": {"url": "https://tuyenquang.gov.vn/", "note": ""}}
    assert (made.completion, made.search_text, made.position) == ("seen", "ban do", 2)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("tro-choi", {}, "unknown_kind"),
        ("link", {"url": "http://a.vn"}, "link_scheme"),
        ("file", {"file": "x"}, "file_missing"),
        ("page", {"html": " "}, "page_empty"),
    ],
)
def test_add_activity_refuses_bad_content_and_adds_nothing(teacher, filled, kind, data, code):
    with pytest.raises(CourseRefused) as refused:
        services.add_activity(actor=teacher, section=section(filled, "Chương I"), kind=kind, title="X", data=data)
    assert refused.value.code == code
    assert [acts for _title, acts in shape(filled)] == ["ABC", "D"]


def test_rename_activity(teacher, filled):
    services.rename_activity(actor=teacher, activity=act(filled, "A"), title="Đo chiều cao")
    assert act(filled, "Đo chiều cao").search_text == "do chieu cao"


def test_content_of_a_kind_that_is_not_simple_is_refused(teacher, filled):
    other = make_activity(section(filled, "Chương I"), kind="lesson", title="L")
    with pytest.raises(CourseRefused):
        services.save_content(actor=teacher, activity=other, data={"url": "https://a.vn/"})


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (ActivitySettings(minutes=0), "minutes_range"),
        (ActivitySettings(minutes=601), "minutes_range"),
        (ActivitySettings(completion="checkpoints"), "completion_rule"),
        (ActivitySettings(after_score_ratio=1.1), "score_range"),
        (ActivitySettings(completion_score_ratio=-0.1), "score_range"),
    ],
)
def test_bad_settings_are_refused(teacher, filled, wanted, code):
    with pytest.raises(CourseRefused) as refused:
        services.update_activity(actor=teacher, activity=act(filled, "A"), settings=wanted)
    assert refused.value.code == code
    assert act(filled, "A").minutes == 10


def test_score_rule_needs_a_score(teacher, filled, monkeypatch):
    from lms.courses.receivers.kinds import LinkType

    monkeypatch.setattr(LinkType, "completion_rules", ("score",))
    with pytest.raises(CourseRefused) as refused:
        services.set_completion(actor=teacher, activity=act(filled, "A"), completion="score")
    assert refused.value.code == "score_missing"
    services.set_completion(actor=teacher, activity=act(filled, "A"), completion="score", completion_score_ratio=0.8)
    assert act(filled, "A").completion_score_ratio == 0.8


def test_release_settings(teacher, filled):
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    a, b, c = (act(filled, title) for title in "ABC")
    services.set_release(
        actor=teacher, activity=b, available_from=now, due_at=now + timedelta(days=1), after_id=a.pk, after_score_ratio=0.5
    )
    b.refresh_from_db()
    assert (b.available_from, b.after_id, b.after_score_ratio) == (now, a.pk, 0.5)
    services.set_release(actor=teacher, activity=c, available_from=None, due_at=None, after_id=b.pk)
    elsewhere = make_activity()
    for activity, after, code in [(a, a.pk, "after_itself"), (a, elsewhere.pk, "after_elsewhere"), (a, c.pk, "after_cycle")]:
        with pytest.raises(CourseRefused) as refused:
            services.set_release(actor=teacher, activity=activity, available_from=None, due_at=None, after_id=after)
        assert refused.value.code == code
    assert "A → C → B → A" in str(refused.value)
    with pytest.raises(CourseRefused) as refused:
        services.set_release(actor=teacher, activity=a, available_from=now, due_at=now)
    assert refused.value.code == "due_before_open"


def test_same_settings_again_leave_no_trace(teacher, filled):
    services.update_activity(actor=teacher, activity=act(filled, "A"), settings=ActivitySettings())
    assert not AuditRecord.objects.filter(verb="courses.activity.changed").exists()


# --- publishing ------------------------------------------------------------------------------------------------------


def ready(course):
    course.activities.update(config={"draft": {"url": "https://vnu.edu.vn/", "note": ""}})
    return course


def titles(outline):
    return ["".join(activity.title for activity in part.activities) for part in outline.sections]


def test_learners_see_only_what_was_published(teacher, filled):
    assert published_outline(teacher, filled).version == 0
    version = services.publish_course(actor=teacher, course=ready(filled), note=" Mở đầu năm ")
    filled.refresh_from_db()
    assert (version.number, version.note, filled.state, filled.has_unpublished_changes) == (1, "Mở đầu năm", "published", False)
    services.move_activity(actor=teacher, activity=act(filled, "A"), section=section(filled, "Chương II"), to_index=0)
    services.rename_section(actor=teacher, section=section(filled, "Chương I"), title="Khác")
    services.remove_activity(actor=teacher, activity=act(filled, "B"))
    filled.refresh_from_db()
    assert filled.has_unpublished_changes
    outline = published_outline(teacher, filled)
    assert (outline.version, titles(outline), outline.sections[0].title) == (1, ["ABC", "D"], "Chương I")
    assert titles(working_outline(teacher, filled)) == ["C", "AD"]
    services.publish_course(actor=teacher, course=filled)
    filled.refresh_from_db()
    assert titles(published_outline(teacher, filled)) == ["C", "AD"]


def test_undoing_a_change_is_no_change(teacher, filled):
    services.publish_course(actor=teacher, course=ready(filled))
    services.move_section(actor=teacher, section=section(filled, "Chương I"), to_index=1)
    assert Course.objects.get().has_unpublished_changes
    services.move_section(actor=teacher, section=section(filled, "Chương I"), to_index=0)
    assert not Course.objects.get().has_unpublished_changes


def test_publishing_announces_what_is_new(teacher, filled):
    services.publish_course(actor=teacher, course=ready(filled))
    event = OutboxEvent.objects.get(name="lms.course.published.v1")
    assert event.payload["version"] == 1
    assert len(event.payload["new_activity_ids"]) == 4
    assert OutboxEvent.objects.filter(name="lms.activity.published.v1").count() == 4
    again = services.publish_course(actor=teacher, course=filled)
    assert (again.number, OutboxEvent.objects.filter(name="lms.course.published.v1").count()) == (1, 1)


def test_empty_course_is_not_published(teacher, course):
    make_section(course)
    with pytest.raises(CourseRefused, match="chưa có hoạt động nào"):
        services.publish_course(actor=teacher, course=course)
    assert Course.objects.get().state == "draft"


def test_one_unfinished_activity_stops_publishing_and_is_named(teacher, filled):
    ready(filled)
    filled.activities.filter(title="C").update(config={})
    with pytest.raises(CourseRefused, match="“C”: chưa có nội dung"):
        services.publish_course(actor=teacher, course=filled)
    assert (Course.objects.get().state, filled.versions.count(), filled.activities.filter(is_published=True).count()) == ("draft", 0, 0)
    services.publish_course(actor=teacher, course=filled, publish_drafts=False)
    assert titles(published_outline(teacher, Course.objects.get())) == []


def test_publish_activity_joins_the_published_outline_alone(teacher, filled):
    services.publish_course(actor=teacher, course=ready(filled))
    new = services.add_activity(
        actor=teacher, section=section(filled, "Chương I"), kind="link", title="N", data={"url": "https://vnu.edu.vn/"}
    )
    services.move_activity(actor=teacher, activity=new, section=section(filled, "Chương I"), to_index=1)
    services.move_section(actor=teacher, section=section(filled, "Chương II"), to_index=0)
    services.publish_activity(actor=teacher, activity=new)
    filled.refresh_from_db()
    assert titles(published_outline(teacher, filled)) == ["ANBC", "D"]
    assert filled.published_version.number == 2
    assert filled.has_unpublished_changes


def test_publish_activity_of_a_draft_course_waits_for_the_course(teacher, filled):
    services.publish_activity(actor=teacher, activity=act(ready(filled), "A"))
    filled.refresh_from_db()
    assert (act(filled, "A").is_published, filled.state, filled.versions.count()) == (True, "draft", 0)


def test_removed_activity_is_not_published(teacher, filled):
    services.remove_activity(actor=teacher, activity=act(ready(filled), "A"))
    with pytest.raises(CourseRefused):
        services.publish_activity(actor=teacher, activity=act(filled, "A"))
    assert not act(filled, "A").is_published


def test_hidden_activity_leaves_the_learners_sight(teacher, filled):
    services.publish_course(actor=teacher, course=ready(filled))
    services.hide_activity(actor=teacher, activity=act(filled, "D"))
    assert titles(published_outline(teacher, Course.objects.get())) == ["ABC"]


def test_discard_brings_everything_back(teacher, filled):
    with pytest.raises(CourseRefused, match="chưa được mở lần nào"):
        services.discard_changes(actor=teacher, course=filled)
    services.publish_course(actor=teacher, course=ready(filled))
    before = shape(filled)
    services.remove_section(actor=teacher, section=section(filled, "Chương I"))
    services.rename_section(actor=teacher, section=section(filled, "Chương II"), title="Khác")
    services.add_section(actor=teacher, course=filled, title="Mới")
    services.add_activity(actor=teacher, section=section(filled, "Mới"), kind="link", title="N")
    services.discard_changes(actor=teacher, course=filled)
    assert shape(filled) == before
    assert not Course.objects.get().has_unpublished_changes


def test_older_version_returns(teacher, filled):
    first = services.publish_course(actor=teacher, course=ready(filled))
    services.remove_activity(actor=teacher, activity=act(filled, "A"))
    services.publish_course(actor=teacher, course=filled)
    services.restore_version(actor=teacher, version=first)
    assert [acts for _title, acts in shape(filled)] == ["ABC", "D"]
    assert Course.objects.get().has_unpublished_changes
    third = services.publish_course(actor=teacher, course=filled)
    assert (third.number, third.outline) == (3, first.outline)


@pytest.mark.parametrize("count", [1, 3])
def test_published_outline_takes_the_same_queries_for_any_size(teacher, course, count, django_assert_num_queries):
    for _ in range(count):
        part = make_section(course)
        for _ in range(count):
            make_activity(part)
    make_version(course)
    course = Course.objects.select_related("published_version").get(pk=course.pk)
    with django_assert_num_queries(2):
        outline = published_outline(teacher, course)
    assert len(outline.activities) == count * count
    assert [activity.number for activity in outline.activities] == list(range(1, count * count + 1))


def test_outline_neighbours(teacher, filled):
    make_version(filled)
    outline = published_outline(teacher, filled)
    a, _b, c, d = outline.activities
    assert outline.neighbours(a.id)[0] is None
    assert outline.neighbours(c.id)[1] == d
    assert outline.neighbours(d.id) == (c, None)
    assert outline.neighbours(0) == (None, None)
    assert outline.find(0) is None


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_concurrent_moves_keep_places_dense():
    teacher = make_actor("teacher")
    course = make_course(Unit.objects.get(pk=teacher.unit_id), owner=Person.objects.get(pk=teacher.person_id))
    parts = [make_section(course, title) for title in ("Một", "Hai")]
    ids = [make_activity(parts[0], title=title).pk for title in "ABCDEF"]
    failures = []

    def work(mine, offset):
        try:
            for step, pk in enumerate(mine):
                place = Section.objects.get(pk=parts[(step + offset) % 2].pk)
                services.move_activity(actor=teacher, activity=Activity.objects.get(pk=pk), section=place, to_index=step)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(ids, 1)), threading.Thread(target=work, args=(ids[::-1], 0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted("".join(acts for _title, acts in shape(course))) == list("ABCDEF")


def test_expired_hat_ends_a_teachers_changes(teacher, filled):
    from core.organisations.selectors import actor_for

    Membership.objects.filter(person_id=teacher.person_id).update(valid_to="2026-08-02")
    actor, _hats = actor_for(filled.created_by.account, None)
    with pytest.raises(AccessRefused):
        services.add_section(actor=actor, course=filled, title="X")
    assert filled.sections.count() == 2


def test_editor_may_change_like_the_owner(filled):
    person = make_person("Bàn Văn Dũng")
    actor = make_actor("teacher", filled.unit, person)
    make_course_teacher(filled, person)
    services.add_section(actor=actor, course=filled, title="Chương III")
    assert [title for title, _acts in shape(filled)] == ["Chương I", "Chương II", "Chương III"]
