"""The audit trail of a province that has been at work for a while."""

from core.audit.models import AuditRecord
from core.models import ClassGroup, Person, Unit

from ..copying import write

CHUNK = 20_000


def write_trail(schools: list[Unit], classes: list[ClassGroup], teachers: dict[int, list[Person]], pupils: dict[int, list[int]]) -> int:
    """Write a look at each learner's record by a teacher of the school; returns how many."""
    paths = {unit.pk: unit.path for unit in schools}
    made = 0
    rows: list[AuditRecord] = []
    for number, group in enumerate(classes):
        teacher = teachers[group.unit_id][number // len(schools) % len(teachers[group.unit_id])]
        facts = {
            "actor_name": teacher.full_name,
            "actor_person_id": teacher.pk,
            "actor_hat": "teacher",
            "unit_id": group.unit_id,
            "unit_path": paths[group.unit_id],
        }
        for person_id in pupils.get(group.pk, []):
            looked = AuditRecord(**facts, verb="people.person.viewed", object_type="core.person", object_id=str(person_id))
            looked.subject_person_id = person_id
            rows.append(looked)
        if len(rows) >= CHUNK or number == len(classes) - 1:
            made += len(write(rows))
            rows = []
    return made
