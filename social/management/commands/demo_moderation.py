"""`manage.py demo_moderation`: class 9A1 with a comment that waits, two reports, an appeal, and a mother who set quiet time."""

from datetime import time, timedelta

from django.core.cache import cache
from django.core.management.base import BaseCommand
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment, TeachingAssignment
from core.organisations.selectors import actor_for
from core.people.models import Account, Guardianship, Person
from core.people.policies import is_guardian_of
from social.feeds.models import Comment, Post
from social.feeds.services.talk import write_comment
from social.groups.services import my_seats
from social.moderation.models import Case
from social.moderation.services.appeals import appeal
from social.moderation.services.cases import decide, report
from social.moderation.services.times import set_child_time

from .demo_feeds import named

HELD = "Đồ ngu, có thế cũng không biết"
RUDE = "Đội bạn Páo năm nào cũng bét, đi cho chật xe."
SPREAD = "Nghe nói mai cả trường nghỉ, khỏi học bài nhé!"


class Command(BaseCommand):
    help = "Adds a comment that waits and reports to the demo province."

    def handle(self, *args, **options):
        group = ClassGroup.objects.filter(enrolments__person__account__username="hs.9a1").first()
        post = Post.objects.filter(space__class_group=group, state="published", has_comments=True).order_by("id").first() if group else None
        if post is None or Case.objects.exists():
            return
        pupils = (
            Enrolment.objects.filter(class_group=group, state="studying", valid_to=None).order_by("id").values_list("person_id", flat=True)
        )
        voices = [actor for pk in pupils if (actor := self.writer(pk, post))][-6:]
        homeroom = TeachingAssignment.objects.get(class_group=group, kind="homeroom", valid_to=None).person_id
        teacher = self.actor(homeroom, Role.TEACHER)
        if len(voices) < 4 or teacher is None:
            return
        held, rude, spread = (self.say(voices[number], post, body, number) for number, body in enumerate((HELD, RUDE, SPREAD)))
        self.told(voices[3], rude, "bullying", "Bạn ấy hay nói Páo như thế ạ.")
        case = self.told(voices[0], spread, "false", "")
        if held.state != "held" or case is None:
            return
        case = decide(
            actor=teacher,
            case=case,
            version=case.version,
            decision="warn",
            reason="Tin chưa kiểm chứng, em hỏi thầy cô trước khi viết nhé.",
        )
        appeal(actor=voices[2], case=case, text="Em nghe bạn lớp khác nói, em không cố ý lừa ai ạ.")
        self.quiet_time(pupils)

    def actor(self, person_id: int, role: Role) -> Actor | None:
        cache.clear()  # the demo writes a week in a second
        account = Account.objects.filter(person_id=person_id).first()
        if account is None:
            return None
        _first, hats = actor_for(account, None)
        hat = next((hat for hat in hats if hat.role == role), None)
        return actor_for(account, hat.key)[0] if hat else None

    def writer(self, person_id: int, post: Post) -> Actor | None:
        """Return a pupil of the class who may write: the family agreed."""
        actor = self.actor(person_id, Role.STUDENT)
        seat = next((seat for seat in my_seats(actor) if seat.space.pk == post.space_id), None) if actor else None
        return actor if seat is not None and not seat.standing.limit else None

    def say(self, actor: Actor, post: Post, body: str, number: int) -> Comment:
        return write_comment(actor=actor, post=post, body=body, client_id=named(f"safety{number}"))

    def told(self, actor: Actor, comment: Comment, category: str, note: str) -> Case | None:
        if comment.state != "published":
            return None
        case = report(actor=actor, kind="comment", key=str(comment.uuid), category=category, note=note)
        Case.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(hours=3), due_at=timezone.now() + timedelta(hours=21))
        return case

    def quiet_time(self, pupils):
        tie = Guardianship.objects.filter(guardian__account__username="me.9a1", child_id__in=list(pupils)).first()
        mother = self.actor(tie.guardian_id, Role.GUARDIAN) if tie else None
        child = Person.objects.get(pk=tie.child_id) if tie else None
        if mother is not None and child is not None and is_guardian_of(mother, child):
            set_child_time(actor=mother, child=child, quiet_from=time(21, 30), quiet_to=time(5, 30), daily_minutes=90)
