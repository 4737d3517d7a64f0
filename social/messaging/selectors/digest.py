"""What guardians read in their digest of a child's absences."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.functional import lazy

from core.hooks import DigestLine, Ward
from core.notifications.enums import DigestSection

from ..enums import AbsenceState
from ..models import AbsenceRequest
from .absences import days_in_words

_words = lazy(days_in_words, str)


def absence_lines(wards: Sequence[Ward], since: datetime, until: datetime) -> dict[Ward, list[DigestLine]]:
    """Return the absences asked for or granted on days of the period, without the reason; any guardian of the child reads them. One query."""
    first, last = timezone.localdate(since), timezone.localdate(until)
    rows = AbsenceRequest.objects.filter(child_id__in={ward.child_id for ward in wards}, first_day__lte=last, last_day__gt=first)
    said: dict[int, list[DigestLine]] = defaultdict(list)
    for row in rows.exclude(state=AbsenceState.WITHDRAWN).order_by("first_slot", "pk"):
        words = _words(row.first_day, row.first_session, row.last_day, row.last_session)
        said[row.child_id].append(DigestLine(DigestSection.ABSENCES, words, AbsenceState(row.state).label))
    return {ward: said[ward.child_id] for ward in wards if ward.child_id in said}
