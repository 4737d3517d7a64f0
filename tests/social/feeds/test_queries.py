"""How many queries feeds take: every kind of post on the page, each kind of reader, once and twice as much to read."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.people.models import Person
from social.feeds.models import Attendance, Bookmark, Entry, LinkPreview, Post, Reaction, Receipt, Vote
from social.feeds.selectors.links import hash_of
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember
from social.moderation.models import NetworkTime
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_account, make_guardianship, make_person, make_subject
from tests.factories.courses import make_activity, make_course, make_course_class, make_section, make_version
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import let_use_social, space_of

pytestmark = pytest.mark.django_db
MOST = 20


@pytest.fixture
def school():
    return School()


class School:
    """A class with its teacher, a pupil with a time of its own and in a circle, its mother, the head of the school, and the office above."""

    def __init__(self):
        self.province = make_province()
        homeroom = make_homeroom(self.province)
        self.office = self.province.actor("officer", "department")
        self.space, self.above = space_of(homeroom, "unit"), space_of(self.office, "unit")
        child, teacher = self.province.pupil, Person.objects.get(pk=homeroom.person_id)
        mother, head = make_person("Nông Thị Nhung"), Person.objects.get(pk=self.province.actor("leader").person_id)
        make_guardianship(mother, child)
        let_use_social(child, mother)
        NetworkTime.objects.create(child=child, quiet_from=time(3), quiet_to=time(3, 1))  # no minutes: counting them writes
        circle = Space.objects.create(kind="circle", unit=self.space.unit, name="Nhóm Toán", join_rule="closed")
        for person, side in ((teacher, "staff"), (child, "learner")):
            SpaceMember.objects.create(space=circle, person=person, unit=self.space.unit, side=side)
        self.people = {"pupil": child, "teacher": teacher, "guardian": mother, "principal": head}
        for person in (child, mother):
            make_account(person)
        for person in self.people.values():
            Post.objects.create(space=self.space, author=person, author_side="staff", state="held", body="<p>Đang chờ</p>")

    def write(self, kind="post", data=None, *, space=None, author=None, **fields):
        """Write a post that is out in the school, and in the space it comes from; everybody has seen and marked it."""
        author = author or self.people["teacher"]
        post = Post.objects.create(
            space=space or self.space, author=author, author_side="staff", kind=kind, data=data or {}, state="published", title="Tân Trào",
            published_at=timezone.now(), **fields,
        )  # fmt: skip
        entry = Entry.objects.create(space=self.space, post=post, by=author)
        for person in self.people.values():
            Reaction.objects.create(post=post, person=person, kind="like")
            Bookmark.objects.create(post=post, person=person)
        return post, entry

    def write_every_kind(self):
        child, teacher = self.people["pupil"], self.people["teacher"]
        now, group = timezone.now(), self.province.class_group
        for asks, origin in (("consent", {}), ("seen", {"space": self.above, "author": Person.objects.get(pk=self.office.person_id)})):
            asked, entry = self.write("announcement", {"lines": []}, asks=asks, **origin)
            Entry.objects.filter(pk=entry.pk).update(pinned_at=now)
            for name, side in (("pupil", "learner"), ("guardian", "guardian"), ("principal", "staff")):
                of = {"person": self.people[name], "for_child": child if name == "guardian" else None}
                Receipt.objects.create(post=asked, space=self.space, side=side, read_at=now, answered_at=now, answer="yes", **of)
        poll, _entry = self.write("poll", {"options": ["Kéo co", "Ném còn"], "is_multiple": True})
        event, _entry = self.write("event", {"starts_at": (now + timedelta(days=2)).isoformat()})
        for person in self.people.values():
            Vote.objects.create(post=poll, person=person, option=1)
            Attendance.objects.create(post=event, person=person, answer="yes")
        self.write("praise", {"person_ids": [child.pk], "badge": "effort"})
        self.write("homework", {"lines": [{"subject_id": make_subject().pk, "text": "Bài 3", "due_on": None}]})
        course = make_course(unit=self.space.unit, owner=teacher)
        lesson = make_activity(make_section(course))
        make_version(course)
        make_course_class(course, group)
        test = make_test(owner=teacher, class_group=group, learners=0)
        url = f"https://tuyenquang.gov.vn/{course.pk}"
        LinkPreview.objects.create(url=url, url_hash=hash_of(url), title="Khai giảng", fetched_at=now, expires_at=now)
        shared = {"cards": [f"lesson:{lesson.uuid}", f"course:{course.uuid}", f"test:{test.uuid}"], "links": [url]}
        post, _entry = self.write("post", shared)
        Attachment.objects.create(owner=teacher, holder=f"post:{post.pk}", kind="file", name="de-cuong.pdf", size_bytes=9)


def test_feeds_take_at_most_twenty_queries_and_no_more_for_twice_the_posts(client, school):
    pages, numbers = ("/bang-tin/", f"/bang-tin/khong-gian/{school.space.uuid}/"), []
    for posts in (7, 14):
        school.write_every_kind()
        numbers.append({})
        for reader, person in school.people.items():
            client.force_login(person.account)
            if posts == 7:
                client.get("/bang-tin/")  # what is kept for minutes (how many are expected, unread chats) is counted
            for page in pages:
                shown, statements = queries_of(client, page)
                numbers[-1][reader, page] = len(statements)
                assert (shown, reader) == (posts, reader)
                assert len(statements) <= MOST, "\n".join([reader, page, *statements])
    assert numbers[1] == numbers[0]


def queries_of(client, page):
    """Return how many posts a page shows and the statements it takes."""
    with CaptureQueriesContext(connection) as queries:
        text = client.get(page).text
    return text.count("data-entry="), [row["sql"][:200] for row in queries]
