"""Pictures: who is named, who is blurred for whom."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Account, Consent, Person
from social.feeds.models import Entry, Post
from social.files.models import Attachment
from social.files.policies import is_blurred
from social.files.services import bind, release, take
from social.messaging.models import Conversation, Message, Participant
from social.moderation.errors import SafetyRefused
from social.moderation.models import PictureTag
from social.moderation.selectors.tags import found_people, is_blurred_for
from social.moderation.services.tags import clear, tag, untag
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db


def consent(school, decision):
    for voice, person_id in (("child", school.author.pk), ("guardian", school.mother.person_id)):
        Consent.objects.create(
            subject=school.author, purpose="photo", voice=voice, decision=decision, given_by_id=person_id, at=timezone.now()
        )


@pytest.fixture
def picture(school):
    out = BytesIO()
    image = Image.new("RGB", (400, 300), "white")
    image.paste("black", (0, 0, 200, 300))
    image.save(out, "PNG")
    row = take(actor=school.homeroom, upload=SimpleUploadedFile("lop.png", out.getvalue()))
    post = Post.objects.create(space=school.space, author_id=school.homeroom.person_id, author_side="staff", body="Ảnh", state="published")
    Entry.objects.create(space=school.space, post=post, by_id=school.homeroom.person_id)
    Attachment.objects.filter(pk=row.pk).update(holder=f"post:{post.pk}")
    return Attachment.objects.get(pk=row.pk)


def blurred(school, row):
    return {name for name in ("homeroom", "pupil", "mother", "mate", "head") if is_blurred_for(getattr(school, name), row.pk)}


def test_a_child_without_consent_is_blurred_for_others_until_there_is_one_and_again_when_it_is_withdrawn(school, picture):
    assert blurred(school, picture) == set()
    row, shown = tag(actor=school.homeroom, attachment=picture, person=school.author)
    others = {"mate", "head"}
    assert (shown, blurred(school, picture), tag(actor=school.homeroom, attachment=picture, person=school.author)[0]) == (
        False,
        others,
        row,
    )
    consent(school, "given")
    assert blurred(school, picture) == set()
    consent(school, "withdrawn")
    assert blurred(school, picture) == others
    clear(actor=school.mother, row=row)
    assert blurred(school, picture) == set()
    consent(school, "withdrawn")
    assert blurred(school, picture) == others
    untag(actor=school.pupil, row=row)
    assert (blurred(school, picture), PictureTag.objects.count()) == (set(), 0)
    verbs = list(AuditRecord.objects.filter(verb__startswith="social.picture").order_by("id").values_list("verb", flat=True))
    assert verbs == ["social.picture.tagged", "social.picture.cleared", "social.picture.untagged"]


def test_who_is_in_a_picture_is_said_while_writing_and_blurred_from_the_first_moment(school, client):
    client.force_login(Account.objects.get(person_id=school.homeroom.person_id))
    url, mate = reverse("social:write", args=[school.space.uuid]), Person.objects.get(pk=school.mate.person_id)
    consent(school, "given")
    page = client.get(url).content.decode()  # only those nobody agreed to show
    assert (f'value="{mate.uuid}"' in page, f'value="{school.author.uuid}"' in page) == (True, False)
    out = BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "PNG")
    sent = {"body": "Ảnh lớp mình", "kind": "post", "client_id": uuid4(), "in_picture": [mate.uuid, school.author.uuid], "act": "publish"}
    client.post(url, sent | {"pictures": SimpleUploadedFile("lop.png", out.getvalue())})
    row = Attachment.objects.get(kind="picture")
    assert (Post.objects.get().state, [one.person for one in PictureTag.objects.all()], blurred(school, row)) == (
        "published",
        [mate],
        {"pupil", "mother", "head"},
    )
    client.force_login(make_account(Person.objects.get(pk=school.author.pk)))
    assert f'value="{mate.uuid}"' in client.get(url).content.decode()  # a pupil is asked about classmates, not about consents


def test_the_server_sends_the_blurred_bytes_to_others(school, picture, client):
    tag(actor=school.homeroom, attachment=picture, person=school.author)
    url = reverse("social:attachment", args=[picture.uuid, picture.name])
    seen = {}
    for name in ("mate", "pupil"):
        person = Person.objects.get(pk=getattr(school, name).person_id)
        client.force_login(getattr(person, "account", None) or make_account(person))
        answers = [client.get(url), client.get(f"{url}?v=640")]
        bodies = [b"".join(answer.streaming_content) if answer.streaming else answer.content for answer in answers]
        assert {answer["Cache-Control"] for answer in answers} == {"private, no-cache"}
        seen[name] = Image.open(BytesIO(bodies[0])).convert("L")
        assert (seen[name].size, bodies[0] == bodies[1]) == ((400, 300), True)
    steps = {name: abs(image.getpixel((185, 150)) - image.getpixel((215, 150))) for name, image in seen.items()}
    assert (steps["pupil"] > 240, steps["mate"] < 200) == (True, True)


def test_a_picture_that_is_put_elsewhere_stays_blurred_until_it_is_cleared(school, picture, client):
    row, _shown = tag(actor=school.homeroom, attachment=picture, person=school.author)
    release(actor=school.homeroom, holder=picture.holder, keep=[])
    chat = Conversation.objects.create(kind="group", key="group:1", unit=school.space.unit)
    message = Message.objects.create(
        conversation=chat, seq=1, arrived=1, author_id=school.homeroom.person_id, author_side="staff", kind="file"
    )
    for name in ("homeroom", "head"):
        Participant.objects.create(conversation=chat, person_id=getattr(school, name).person_id, side="staff")
    assert [one.pk for one in bind(actor=school.homeroom, uuids=[picture.uuid], holder=f"message:{message.pk}")] == [picture.pk]
    picture.refresh_from_db()
    head = Person.objects.get(pk=school.head.person_id)
    client.force_login(getattr(head, "account", None) or make_account(head))
    assert 'blur"' in client.get(picture.url)["ETag"]
    assert [is_blurred(getattr(school, name), picture) for name in ("homeroom", "head", "mother")] == [False, True, False]
    clear(actor=school.mother, row=row)
    assert is_blurred(school.head, picture) is False
    assert 'blur"' not in client.get(picture.url)["ETag"]


@pytest.mark.parametrize(
    ("by", "whom", "wrong"),
    [("mate", "author", AccessRefused), ("homeroom", "stranger", SafetyRefused), ("homeroom", "mother", SafetyRefused)],
)
def test_only_who_may_names_only_people_of_the_space(school, picture, by, whom, wrong):
    people = {
        "author": school.author,
        "stranger": Person.objects.get(pk=school.other_head.person_id),
        "mother": Person.objects.get(pk=school.mother.person_id),
    }
    with pytest.raises(wrong):
        tag(actor=getattr(school, by), attachment=picture, person=people[whom])
    assert (PictureTag.objects.count(), Attachment.objects.get(pk=picture.pk).variants) == (0, {})


def test_others_neither_clear_nor_take_a_name_off(school, picture):
    row, _shown = tag(actor=school.homeroom, attachment=picture, person=school.author)
    for act in (clear, untag):
        with pytest.raises(AccessRefused):
            act(actor=school.mate, row=row)
    with pytest.raises(AccessRefused):
        clear(actor=school.homeroom, row=row)
    row.refresh_from_db()
    assert row.cleared_at is None
    assert [person.pk for person in found_people(school.space, "ban lan", [])] == [school.mate.person_id]


def test_a_clear_copy_a_browser_kept_is_not_used_once_a_child_is_named(school, picture, client):
    client.force_login(make_account(Person.objects.get(pk=school.mate.person_id)))
    before = picture.small_url
    assert client.get(before)["Cache-Control"] == "private, max-age=3600"
    tag(actor=school.homeroom, attachment=picture, person=school.author)
    now = Attachment.objects.get(pk=picture.pk)
    assert now.small_url != before
    assert escape(now.small_url) in client.get(Post.objects.get().url).content.decode()
    blurred_now = client.get(now.small_url)
    assert (blurred_now.status_code, blurred_now["Cache-Control"]) == (200, "private, no-cache")
    again = client.get(now.small_url, headers={"If-None-Match": blurred_now["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    consent(school, "given")
    clear_now = client.get(now.small_url, headers={"If-None-Match": blurred_now["ETag"]})
    assert (clear_now.status_code, clear_now["ETag"] != blurred_now["ETag"]) == (200, True)
    consent(school, "withdrawn")
    assert client.get(now.small_url, headers={"If-None-Match": clear_now["ETag"]}).status_code == 200
