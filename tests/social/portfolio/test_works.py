"""Works: hidden until a teacher of the class approves; the child, its teachers and its own guardians; the class by wish and consent."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import Account, AuditRecord, Consent, Enrolment, Guardianship, Notification, Person, TeachingAssignment
from social.files.models import Attachment
from social.files.policies import can_see_attachment
from social.files.services import take
from social.hooks import Moderated
from social.moderation.selectors.queue import queue
from social.moderation.services.cases import decide, report
from social.moderation.services.queue import judge_held
from social.portfolio.errors import WorkRefused
from social.portfolio.models import Work
from social.portfolio.policies import can_change_work, can_judge_work, can_see_work, visible_children
from social.portfolio.selectors import class_page, shelf_page, shelves_of, waiting_works, work_views
from social.portfolio.services import approve_work, hide_pictures_of, remove_work, return_work, save_work, set_shown
from social.portfolio.types import WorkInput
from tests.factories.core import make_account, make_actor, make_enrolment, make_guardianship, make_person, make_teaching
from tests.factories.places import make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db
GIVEN = WorkInput("Tranh cây đa Tân Trào", "Em vẽ bằng *màu nước*.", wants_class=True)


class World:
    """A class with a homeroom and a subject teacher, two pupils, the guardians of both; and a teacher and a head who have no business there."""

    def __init__(self):
        self.province = province = make_province()
        self.homeroom, self.subject, self.stranger = (province.actor("teacher") for _one in range(3))
        for actor, kind in ((self.homeroom, "homeroom"), (self.subject, "subject")):
            make_teaching(Person.objects.get(pk=actor.person_id), province.class_group, kind=kind)
        other = make_enrolment(province.class_group, make_person("Bàn Thị Ánh", born_on="2012-05-01")).person
        mother, father = make_person("Nông Thị Hiền"), make_person("Bàn Văn Dũng")
        make_guardianship(mother, province.pupil)
        make_guardianship(father, other)
        for child, guardian in ((province.pupil, mother), (other, father)):
            let_use_social(child, guardian)
        self.child, self.classmate = actor_of(province.pupil), actor_of(other)
        self.guardian, self.other_guardian = make_actor("guardian", person=mother), make_actor("guardian", person=father)
        self.head, self.elsewhere = province.actor("leader"), province.actor("teacher", "other_school")

    def named(self):
        names = ("child", "classmate", "homeroom", "subject", "stranger", "guardian", "other_guardian", "head", "elsewhere")
        return {name: getattr(self, name) for name in names}

    def seen_by(self, work):
        return {name for name, actor in self.named().items() if can_see_work(actor, work)}


@pytest.fixture
def world():
    return World()


def picture(actor):
    out = BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return take(actor=actor, upload=SimpleUploadedFile("cay-da.png", out.getvalue(), content_type="image/png"))


def added(world, given=GIVEN):
    return save_work(actor=world.child, given=given, client_id=uuid4())


ITS_OWN = {"child", "homeroom", "subject"}


def test_a_work_is_hidden_until_a_teacher_of_the_class_approves(world):
    work = added(world)
    assert world.seen_by(work) == ITS_OWN
    for name in set(world.named()) - {"homeroom", "subject"}:
        with pytest.raises(AccessRefused):
            approve_work(actor=getattr(world, name), work=work)
    work.refresh_from_db()
    assert work.state == "waiting"
    assert [view.work.pk for view in waiting_works(world.subject)] == [work.pk]
    approve_work(actor=world.subject, work=work, word="Màu rất ấm, cô khen em!")
    assert world.seen_by(work) == ITS_OWN | {"guardian"}
    assert waiting_works(world.subject) == []
    told = dict(Notification.objects.filter(kind__startswith="social.work").values_list("kind", "recipient_id"))
    assert told == {
        "social.work.waiting": world.homeroom.person_id,
        "social.work.approved": world.child.person_id,
        "social.work.approved.guardian": world.guardian.person_id,
    }
    assert set(AuditRecord.objects.filter(verb__startswith="social.work").values_list("verb", flat=True)) == {
        "social.work.added",
        "social.work.approved",
    }


def test_what_is_given_back_comes_with_a_word_and_waits_again_when_changed(world):
    work = added(world)
    with pytest.raises(WorkRefused, match="nhắn em"):
        return_work(actor=world.homeroom, work=work, word="  ")
    return_work(actor=world.homeroom, work=work, word="Em viết thêm vì sao em chọn cây đa nhé.")
    with pytest.raises(WorkRefused, match="vừa được trả lời"):  # a colleague's page from before
        return_work(actor=world.subject, work=work, word="Em tô lại trời nhé.")
    work.refresh_from_db()
    assert (work.state, world.seen_by(work)) == ("returned", ITS_OWN)
    changed = WorkInput("Tranh cây đa", "Vì cây đa ở làng em.")
    for actor in (world.classmate, world.homeroom, world.guardian):
        assert not can_change_work(actor, work)
        with pytest.raises(AccessRefused):
            save_work(actor=actor, given=changed, client_id=uuid4(), work=work)
    save_work(actor=world.child, given=changed, client_id=work.client_id, work=work)
    work.refresh_from_db()
    assert (work.state, work.title, work.body) == ("waiting", "Tranh cây đa", "<p>Vì cây đa ở làng em.</p>")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (WorkInput("", "Có chữ"), "title"),
        (WorkInput("Tên", "   "), "body"),
        (WorkInput("Tên", "x " * 15_000), "body"),
    ],
)
def test_what_is_not_a_work_is_refused_at_its_field(world, given, field):
    with pytest.raises(WorkRefused) as refused:
        added(world, given)
    assert (refused.value.field, Work.objects.count()) == (field, 0)


def test_a_work_sent_twice_is_kept_once_and_without_consent_none_is(world):
    one = uuid4()
    assert {save_work(actor=world.child, given=GIVEN, client_id=one).pk for _try in range(2)} == {Work.objects.get().pk}
    Consent.objects.create(
        subject_id=world.child.person_id, purpose="social", voice="guardian", decision="withdrawn", given_by_id=world.guardian.person_id
    )
    with pytest.raises(WorkRefused, match="đồng ý"):
        added(world)
    assert Work.objects.count() == 1


def test_the_class_sees_a_work_by_wish_and_consent_only(world):
    upload = picture(world.child)
    work = added(world, WorkInput("Tranh", "", wants_class=False, attachments=(str(upload.uuid),)))
    space = space_of(world.homeroom)
    approve_work(actor=world.homeroom, work=work)
    with pytest.raises(WorkRefused, match="chưa muốn"):
        set_shown(actor=world.homeroom, work=work, is_shown=True)
    Work.objects.update(wants_class=True)
    with pytest.raises(WorkRefused, match="đồng ý đăng ảnh"):
        set_shown(actor=world.homeroom, work=work, is_shown=True)
    assert Work.objects.get().shown_at is None
    for voice, giver in (("child", world.child), ("guardian", world.guardian)):
        Consent.objects.create(
            subject_id=world.child.person_id, purpose="photo", voice=voice, decision="given", given_by_id=giver.person_id
        )
    with pytest.raises(AccessRefused):
        set_shown(actor=world.child, work=work, is_shown=True)
    set_shown(actor=world.homeroom, work=work, is_shown=True)
    assert world.seen_by(work) == ITS_OWN | {"guardian", "classmate"}
    held = Attachment.objects.get(pk=upload.pk)
    assert {name for name, actor in world.named().items() if can_see_attachment(actor, held)} == world.seen_by(work)
    assert [[view.work.pk for view in class_page(actor, space)[0]] for actor in (world.classmate, world.guardian, world.other_guardian)] == [[work.pk], [work.pk], []]  # fmt: skip
    assert (hide_pictures_of(world.child.person_id), world.seen_by(work)) == (1, ITS_OWN | {"guardian"})


def test_the_child_takes_back_what_is_its_own(world):
    work = added(world, WorkInput("Bài thơ", "Cây đa đầu làng", wants_class=True))
    approve_work(actor=world.homeroom, work=work, show=True)
    assert "classmate" in world.seen_by(work)
    with pytest.raises(AccessRefused):
        remove_work(actor=world.homeroom, work=work)
    set_shown(actor=world.child, work=work, is_shown=False)
    assert world.seen_by(work) == ITS_OWN | {"guardian"}
    remove_work(actor=world.child, work=work)
    work.refresh_from_db()
    assert (world.seen_by(work), can_judge_work(world.homeroom, work)) == (set(), False)


def test_who_leaves_sees_nothing_any_more(world):
    work = added(world)
    approve_work(actor=world.homeroom, work=work)
    TeachingAssignment.objects.filter(person_id=world.subject.person_id).update(valid_to="2026-09-01")
    Guardianship.objects.filter(guardian_id=world.guardian.person_id).update(valid_to="2026-09-01")
    assert world.seen_by(work) == {"child", "homeroom"}
    Enrolment.objects.filter(person_id=world.child.person_id).update(valid_to="2026-09-01", state="transferred")
    assert world.seen_by(work) == {"child"}
    assert list(visible_children(world.guardian)) == []


def test_shelves_cost_the_same_for_one_work_or_many(world, django_assert_num_queries):
    child = Person.objects.get(pk=world.child.person_id)
    for number in range(3):
        cache.clear()
        added(world, WorkInput(f"Tranh {number}", "Em vẽ"))
        with django_assert_num_queries(3):
            assert len(shelf_page(world.homeroom, child)[0]) == number + 1
        with django_assert_num_queries(2):
            assert [(shelf.child.pk, shelf.waiting) for shelf in shelves_of(world.homeroom) if shelf.waiting] == [(child.pk, number + 1)]


def signed_in(actor):
    client = Client()
    account = Account.objects.filter(person_id=actor.person_id).first() or make_account(Person.objects.get(pk=actor.person_id))
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


def test_pages_keep_what_was_typed_and_lead_from_child_to_family(world):
    child, teacher, mother = (signed_in(actor) for actor in (world.child, world.homeroom, world.guardian))
    refused = child.post("/bang-tin/goc-cua-em/moi/", {"title": "", "body": "Em vẽ cây đa"})
    assert (refused.status_code, "Em vẽ cây đa" in refused.content.decode(), Work.objects.count()) == (422, True, 0)
    sent = child.post("/bang-tin/goc-cua-em/moi/", {"title": "Tranh cây đa", "body": "Em vẽ", "client_id": str(uuid4())})
    work = Work.objects.get()
    assert sent["Location"] == f"/bang-tin/goc-cua-em/{work.uuid}/"
    assert "Tranh cây đa" in teacher.get("/bang-tin/goc-cua-em/").content.decode()
    assert mother.get(sent["Location"]).status_code == 404
    page = teacher.post(f"{sent['Location']}viec/", {"act": "return", "word": ""})
    assert (page.status_code, Work.objects.get().state) == (422, "waiting")
    assert teacher.post(f"{sent['Location']}viec/", {"act": "approve", "word": "Đẹp lắm!"}).status_code == 302
    assert "Đẹp lắm!" in mother.get(sent["Location"]).content.decode()
    assert "Tranh cây đa" in mother.get("/bang-tin/goc-cua-em/").content.decode()
    assert "Tranh cây đa" in child.get(f"{sent['Location']}sua/").content.decode()
    for place in ("/bang-tin/goc-cua-em/", sent["Location"]):
        closed = signed_in(world.head).get(place)
        said = closed.content.decode()
        assert (closed.status_code, "Tranh cây đa" in said) == (403, False)
        assert [part for part in ("đổi sang vai ấy", 'href="/bang-tin/"') if part not in said] == []


def test_a_reported_work_is_hidden_from_all_but_the_child_and_its_teachers_and_comes_back_as_it_was(world):
    work = added(world)
    approve_work(actor=world.homeroom, work=work, show=True)
    key, hook = str(work.uuid), Moderated.of("work")
    case = report(actor=world.classmate, kind="work", key=key, category="other")
    assert (case.author_id, case.author_side, "Tranh cây đa" in case.evidence["text"]) == (world.child.person_id, "learner", True)
    with pytest.raises(AccessRefused):
        report(actor=world.other_guardian, kind="work", key=key, category="other")
    for actor in (world.classmate, world.guardian, world.stranger, world.head):
        with pytest.raises(AccessRefused):
            hook.hide(actor, key)
    decide(actor=world.homeroom, case=case, version=case.version, decision="hide", reason="Có lời chê bạn")
    hidden = Work.objects.get(pk=work.pk)
    assert (hidden.state, world.seen_by(hidden)) == ("hidden", {"child", "homeroom", "subject"})
    with pytest.raises(AccessRefused):
        save_work(actor=world.child, given=GIVEN, client_id=uuid4(), work=hidden)
    hook.restore(Actor.system("moderation"), key)
    back = Work.objects.get(pk=work.pk)
    assert back.state == "approved"
    assert back.shown_at is not None
    assert "classmate" in world.seen_by(back)
    remove_work(actor=world.child, work=back)
    hook.hide(Actor.system("moderation"), key)
    assert Work.objects.get(pk=work.pk).state == "removed"


def test_works_wait_in_the_queue_of_the_homeroom_teacher_only(world):
    works = [added(world), added(world)]
    assert [row.thing.key for row in queue(world.homeroom)] == [str(work.uuid) for work in works]
    assert queue(world.head) == [] == queue(world.stranger)
    with pytest.raises(AccessRefused):
        judge_held(actor=world.head, keys=[f"work:{works[0].uuid}"], approve=True)
    judge_held(actor=world.homeroom, keys=[f"work:{works[0].uuid}"], approve=True)
    judge_held(actor=world.homeroom, keys=[f"work:{works[1].uuid}"], approve=False, reason="Em viết thêm nhé")
    assert list(Work.objects.order_by("id").values_list("state", "word")) == [("approved", ""), ("returned", "Em viết thêm nhé")]


def test_a_work_the_child_changed_since_it_was_read_is_not_approved_unread(client, world):
    work = added(world)
    client.force_login(Account.objects.get(person_id=world.homeroom.person_id))
    page = client.get(reverse("social:work", args=[work.uuid])).content.decode()
    read = {"act": "approve", "stamp": re.search(r'name="stamp" value="(\w+)"', page)[1]}
    save_work(actor=world.child, given=WorkInput("Khác hẳn", "Em vẽ lại."), client_id=uuid4(), work=work)
    client.post(reverse("social:work_act", args=[work.uuid]), read)
    work.refresh_from_db()
    assert work.state == "waiting"
    approve_work(actor=world.homeroom, work=work, stamp=work_views(world.homeroom, [work])[0].stamp)
    work.refresh_from_db()
    assert work.state == "approved"
