"""`manage.py demo_social`: the families of the demo province agree to the social network (all but a few), then each part brings its own."""

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from core.models import Consent, Enrolment, Guardianship

PARTS = ("demo_feeds", "demo_kinds", "demo_communities", "demo_portfolio", "demo_messages", "demo_moderation")


class Command(BaseCommand):
    help = "Adds consents, posts, messages and communities to the demo province."

    def handle(self, *args, **options):
        rows = []
        children = set(Enrolment.objects.filter(state="studying", valid_to=None).values_list("person_id", flat=True))
        guardian_of = dict(Guardianship.objects.filter(child_id__in=children, valid_to=None).values_list("child_id", "guardian_id"))
        for child_id in sorted(children):
            if child_id % 17 == 0:  # some families have not answered yet
                continue
            for purpose in ("social", "photo"):
                if purpose == "photo" and child_id % 5 == 0:
                    continue
                for voice, person_id in (("child", child_id), ("guardian", guardian_of.get(child_id, child_id))):
                    rows.append(Consent(subject_id=child_id, purpose=purpose, voice=voice, decision="given", given_by_id=person_id))
        known = set(Consent.objects.values_list("subject_id", "purpose", "voice"))
        Consent.objects.bulk_create([row for row in rows if (row.subject_id, row.purpose, row.voice) not in known], batch_size=500)
        for part in PARTS:
            if part in get_commands():
                call_command(part, stdout=self.stdout)
