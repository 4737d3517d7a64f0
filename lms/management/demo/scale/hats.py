"""One log-in for each hat, as measurements use them: `bench.<hat>`."""

from django.contrib.auth.hashers import make_password

from core.models import Account, ClassGroup, Guardianship, Membership, Person, Unit

from ..province import PASSWORD, SINCE


def give_hats(schools: list[Unit], classes: list[ClassGroup], teachers: dict[int, list[Person]], pupils: dict[int, list[int]]) -> None:
    """Give log-ins to a teacher, a learner and the guardian of the first lower secondary school, and make those who run it."""
    school = next((unit for unit in schools if unit.kind == "lower_secondary"), schools[0])
    group = next(row for row in classes if row.unit_id == school.pk)
    child = pupils[group.pk][0]
    commune, department = school.get_parent(), Unit.objects.get(key="SGDDT-TQ")
    hashed = make_password(PASSWORD)
    known = {
        "teacher": teachers[school.pk][0].pk,
        "student": child,
        "guardian": Guardianship.objects.values_list("guardian_id", flat=True).get(child_id=child),
    }
    for hat, person_id in known.items():
        Account.objects.create(person_id=person_id, username=f"bench.{hat}", password=hashed)
    placed = (("unit_admin", "unit_admin", school), ("leader", "leader", school), ("commune", "officer", commune))
    for hat, role, unit in (*placed, ("officer", "officer", department), ("auditor", "auditor", department)):
        person = Person.objects.create(family_name="Nguyễn", middle_name="Thị", given_name="Thử")
        Membership.objects.create(person=person, unit=unit, role=role, valid_from=SINCE)
        Account.objects.create(person=person, username=f"bench.{hat}", password=hashed)
