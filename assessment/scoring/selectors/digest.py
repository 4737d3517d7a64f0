"""What guardians read in their digest of results: that they are there, never the marks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.hooks import DigestLine, Ward
from core.notifications.enums import DigestSection

from ..policies import released_results


def result_lines(wards: Sequence[Ward], since: datetime, until: datetime) -> dict[Ward, list[DigestLine]]:
    """Return the results released between, for guardians who may see marks. One query."""
    mine = [ward for ward in wards if "marks" in ward.may_see]
    rows = released_results(until).filter(person_id__in={ward.child_id for ward in mine}, released_at__gte=since)
    said: dict[int, list[DigestLine]] = defaultdict(list)
    for person_id, uuid, title, at in rows.order_by("released_at", "pk").values_list("person_id", "uuid", "test__title", "released_at"):
        url = reverse("assessment:result", args=[uuid])
        said[person_id].append(DigestLine(DigestSection.RESULTS, title, _("trả %(at)s"), at, url))
    return {ward: said[ward.child_id] for ward in mine if ward.child_id in said}
