"""At the end of the last grade: who may write that a class has completed it, when, and what its pupils keep."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Account, Enrolment, Membership
from core.organisations.errors import EnrolmentRefused
from core.organisations.selectors.hats import hats_of
from core.organisations.services import complete, enrol, undo_completion
from tests.factories.core import make_class, make_enrolment, make_grade, make_person
from tests.factories.places import make_homeroom, make_province
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    made = make_province()
    year = made.class_group.school_year
    year.ends_on = timezone.localdate() + timedelta(days=30)
    year.save()
    made.stays = make_enrolment(made.class_group, make_person("Lý Văn An"))
    return made


def of(place):
    return list(Enrolment.objects.filter(person=place.pupil))


def hat_days(person):
    return list(Membership.objects.filter(person=person, role="student").values_list("valid_to", flat=True))


def test_who_is_named_has_completed_and_keeps_a_hat_to_read_by(place, settings):
    admin, today = place.actor("unit_admin"), timezone.localdate()
    assert [complete(actor=admin, class_group=place.class_group, enrolments=of(place)) for _ in range(2)] == [1, 0]
    place.stays.refresh_from_db()
    [row] = of(place)
    assert (row.state, row.valid_to, place.stays.state) == ("completed", today, "studying")
    assert (hat_days(place.pupil), hat_days(place.stays.person)) == ([today + timedelta(days=90)], [None])
    assert [hat.role for hat in hats_of(place.pupil.pk)] == ["student"]
    assert AuditRecord.objects.filter(verb="organisations.enrolment.completed", subject_person_id=place.pupil.pk).count() == 1


def test_who_studies_on_after_all_has_its_hat_for_good(place):
    admin = place.actor("unit_admin")
    complete(actor=admin, class_group=place.class_group, enrolments=of(place))
    enrol(actor=admin, person=place.pupil, class_group=make_class(place.school, "9A3"))
    assert hat_days(place.pupil) == [None]


def test_without_days_to_read_the_hat_ends_with_the_class(place, settings):
    settings.GRADUATE_READ_DAYS = 0
    day = timezone.localdate() - timedelta(days=3)
    complete(actor=place.actor("unit_admin"), class_group=place.class_group, enrolments=of(place), on=day)
    assert hat_days(place.pupil) == [day]


@pytest.mark.parametrize(
    ("grade", "ends_in", "on", "code"),
    [("8", 30, 0, "not_last_grade"), ("9", 150, 0, "year_running"), ("9", 30, 1, "date_future")],
)
def test_refused_outside_the_end_of_the_last_grade(place, grade, ends_in, on, code):
    group, today = place.class_group, timezone.localdate()
    group.grade, group.school_year.ends_on = make_grade(grade), today + timedelta(days=ends_in)
    group.save()
    group.school_year.save()
    with pytest.raises(EnrolmentRefused) as refused:
        complete(actor=place.actor("unit_admin"), class_group=group, enrolments=of(place), on=today + timedelta(days=on))
    assert (refused.value.code, of(place)[0].state, hat_days(place.pupil)) == (code, "studying", [None])


def test_only_who_manages_the_people_of_the_school_may(place):
    for actor in (make_homeroom(place), place.actor("unit_admin", "other_school")):
        with pytest.raises(AccessRefused):
            complete(actor=actor, class_group=place.class_group, enrolments=of(place))
    assert of(place)[0].state == "studying"


def test_what_was_written_by_mistake_is_taken_back_within_days_and_once(place, client, settings):
    admin, today, group = place.actor("unit_admin"), timezone.localdate(), place.class_group
    rows = [*of(place), place.stays]
    complete(actor=admin, class_group=group, enrolments=rows)
    enrol(actor=admin, person=place.stays.person, class_group=make_class(place.school, "9A3"))
    for actor in (make_homeroom(place), place.actor("unit_admin", "other_school")):
        with pytest.raises(AccessRefused):
            undo_completion(actor=actor, class_group=group, enrolments=rows)
    client.force_login(Account.objects.get(pk=admin.account_id))
    page, form = reverse("core:class_page", args=[group.uuid]), reverse("core:class_completion_undone", args=[group.uuid])
    assert form in client.get(page).text
    assert place.pupil.full_name in client.get(form).text
    assert client.post(form, {"learners": [row.pk for row in rows]}).status_code == 302
    [row] = of(place)
    assert (row.state, row.valid_to, hat_days(place.pupil)) == ("studying", None, [None])
    assert Enrolment.objects.get(pk=place.stays.pk).state == "completed", "who studies elsewhere by now stays there"
    assert AuditRecord.objects.get(verb="organisations.enrolment.uncompleted").subject_person_id == place.pupil.pk
    assert undo_completion(actor=admin, class_group=group, enrolments=rows) == 0
    Enrolment.objects.filter(pk=place.stays.pk).delete()
    assert (form in client.get(page).text, client.get(form).status_code in {403, 404}) == (False, True)
    settings.COMPLETION_UNDO_DAYS = 3
    complete(actor=admin, class_group=group, enrolments=of(place), on=today - timedelta(days=4))
    assert (undo_completion(actor=admin, class_group=group, enrolments=rows), of(place)[0].state) == (0, "completed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_two_who_take_it_back_at_once_do_it_once(place):
    admin = place.actor("unit_admin")
    complete(actor=admin, class_group=place.class_group, enrolments=of(place))
    found = at_once(*[lambda: undo_completion(actor=admin, class_group=place.class_group, enrolments=of(place))] * 2)
    assert sorted(found) == [0, 1]
    assert (of(place)[0].state, AuditRecord.objects.filter(verb="organisations.enrolment.uncompleted").count()) == ("studying", 1)


def test_the_page_of_a_last_class_leads_to_a_form_that_names_its_pupils(place, client):
    admin = place.actor("unit_admin")
    client.force_login(Account.objects.get(pk=admin.account_id))
    page, form = reverse("core:class_page", args=[place.class_group.uuid]), reverse("core:class_completed", args=[place.class_group.uuid])
    assert form in client.get(page).content.decode()
    drawn = client.get(form).content.decode()
    assert drawn.count("checked") == 2
    assert "90 ngày" in drawn
    client.post(form, {"on": timezone.localdate().isoformat(), "learners": [of(place)[0].pk]})
    assert [of(place)[0].state, Enrolment.objects.get(pk=place.stays.pk).state] == ["completed", "studying"]
    place.class_group.grade = make_grade("8")
    place.class_group.save()
    assert form not in client.get(page).content.decode()
    assert client.get(form).status_code in {403, 404}
