"""Which schools have pupils in a circle and no teacher of theirs."""

from collections.abc import Iterable

from core.organisations.models import Enrolment, Unit
from core.people.models import running

from ..enums import MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from ..policies import schools_with_staff
from ..rules import lacks_teacher


def schools_alone(spaces: Iterable[Space]) -> dict[int, list[Unit]]:
    """Return for each open circle the schools whose pupils are shut out for now, by name. At most four queries, however many circles."""
    ids = [space.pk for space in spaces if space.kind == SpaceKind.CIRCLE and space.archived_at is None]
    learners = SpaceMember.objects.filter(space_id__in=ids, side=Side.LEARNER, state=MemberState.RUNNING)
    pairs = list(learners.values_list("space_id", "person_id")) if ids else []
    if not pairs:
        return {}
    places = Enrolment.objects.filter(running(), state="studying", person_id__in=learners.values("person_id"))
    school_of = dict(places.values_list("person_id", "unit_id"))
    present, here = schools_with_staff(ids), dict[int, set[int | None]]()
    for space_id, person_id in pairs:
        if person_id in school_of:
            here.setdefault(space_id, set()).add(school_of[person_id])
    alone = {pk: lacks_teacher(schools, present.get(pk, set())) for pk, schools in here.items()}
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=set().union(*alone.values()))}
    found = {pk: sorted((units[one] for one in schools if one), key=lambda unit: unit.label) for pk, schools in alone.items()}
    return {pk: schools for pk, schools in found.items() if schools}
