"""A work begun with a post of one's own: what is taken over, what isn't, and that the post keeps its own."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.access.errors import AccessRefused
from core.models import Account, Person
from social.feeds.models import Post
from social.feeds.services import approve_post, save_post
from social.feeds.types import PostInput
from social.files.models import Attachment
from social.files.services import copy, take
from social.hooks import WorkSource
from social.moderation.services.tags import tag
from social.portfolio.models import Work
from tests.factories.core import make_account, make_enrolment, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    province = make_province()
    homeroom = make_homeroom(province)
    mate = make_enrolment(province.class_group, make_person("Bàn Thị Ánh", born_on="2012-05-01")).person
    for child in (province.pupil, mate):
        let_use_social(child)
        if not Account.objects.filter(person=child).exists():
            make_account(Person.objects.get(pk=child.pk))
    return homeroom, actor_of(province.pupil), actor_of(mate)


def picture(actor, name):
    out = BytesIO()
    Image.new("RGB", (900, 30), "green").save(out, "PNG")
    return take(actor=actor, upload=SimpleUploadedFile(name, out.getvalue(), content_type="image/png"), alt="Cây đa")


def test_text_and_own_pictures_come_along_as_copies_and_pictures_of_others_do_not(people, client):
    homeroom, pupil, mate = people
    alone, together = picture(pupil, "mot-minh.png"), picture(pupil, "cung-ban.png")
    given = PostInput(body="<p>Em vẽ <strong>cây đa</strong></p>", attachments=(str(alone.uuid), str(together.uuid)))
    post = save_post(actor=pupil, space=space_of(pupil), given=given, client_id=uuid4())
    key = f"post:{post.uuid}"
    assert (post.state, WorkSource.seed_of(pupil, key)) == ("held", None)
    approve_post(actor=homeroom, post=post)
    tag(actor=homeroom, attachment=Attachment.objects.get(pk=together.pk), person=Person.objects.get(pk=mate.person_id))
    assert [WorkSource.seed_of(actor, key) for actor in (mate, homeroom)] == [None, None]
    assert WorkSource.seed_of(pupil, "post:x") is None is WorkSource.seed_of(pupil, "nothing")
    client.force_login(Account.objects.get(person_id=pupil.person_id), backend="core.signin.backends.IdentifierBackend")
    url = f"{reverse('social:work_new')}?tu={key}"
    assert url in client.get(post.url).content.decode()
    form = client.get(url).content.decode()
    assert ("Em vẽ *cây đa*" in form, str(alone.uuid) in form, str(together.uuid) in form) == (True, True, False)
    sent = {"title": "", "body": "Em vẽ *cây đa*", "tu": key, "files": [str(alone.uuid), str(together.uuid)]}
    refused = client.post(reverse("social:work_new"), sent)
    copied = Attachment.objects.get(holder="", owner_id=pupil.person_id)
    assert (refused.status_code, str(copied.uuid) in refused.content.decode()) == (422, True)
    answer = client.post(reverse("social:work_new"), {**sent, "title": "Cây đa", "files": [str(copied.uuid)]})
    work = Work.objects.get()
    held = Attachment.objects.get(holder=work.holder)
    assert (answer.status_code, work.state, work.body, held.pk, held.alt) == (
        302, "waiting", "<p>Em vẽ <strong>cây đa</strong></p>", copied.pk, "Cây đa",
    )  # fmt: skip
    assert held.file.name != alone.file.name
    assert held.variants["640"]["name"] != alone.variants["640"]["name"]
    assert set(Attachment.objects.filter(holder=f"post:{post.pk}").values_list("pk", flat=True)) == {alone.pk, together.pk}
    with pytest.raises(AccessRefused):
        copy(actor=mate, attachment=alone)
    Post.objects.filter(pk=post.pk).update(state="hidden")
    assert WorkSource.seed_of(pupil, key) is None
