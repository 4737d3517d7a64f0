"""Who may take what out, and a whole school: each space with a reason its people can read."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.middleware import SHARED_SESSION_KEY, SHARED_UNTIL_KEY
from core.organisations.selectors import actor_for
from social.exports.models import SpaceExport
from social.exports.policies import can_export_space, can_export_unit
from social.exports.services import ask_space, ask_unit
from social.groups.models import OverseerVisit, Space
from social.hooks import RosterSource
from tests.social.permissions.world import Courses, make_world

from .conftest import opened, words_in

pytestmark = pytest.mark.django_db

MANAGERS = {
    "small class": {"small_teacher"}, "class": {"homeroom"}, "big class": {"homeroom"}, "class that is over": {"homeroom"}, "unit": {"head"},
    "team": {"homeroom"}, "course": {"homeroom"}, "community": {"homeroom"}, "closed community": {"homeroom"}, "circle": {"homeroom"},
}  # fmt: skip
ALIKE = {  # learners and guardians of other ages and schools: as `pupil` and `mother`
    "mate", "other_mother", "small", "big", "grown", "small_mother", "stranger_mother", "stranger_pupil", "unasked", "former", "unverified",
}  # fmt: skip


@pytest.fixture
def place():
    made = make_world()
    source = Courses(made)
    RosterSource.registry.append(source)
    yield made
    RosterSource.registry.remove(source)


def actor(place, name):
    return actor_for(place.people[name], None)[0]


def test_only_who_manages_a_space_takes_it_out_and_only_its_heads_a_school(place):
    actors = {name: actor(place, name) for name in set(place.people) - ALIKE} | {"visitor": Actor.visitor()}
    found = {key: {name for name, one in actors.items() if can_export_space(one, space)} for key, space in place.spaces.items()}
    assert found == MANAGERS
    units = {name: {key for key, one in actors.items() if can_export_unit(one, unit)} for name, unit in place.units.items()}
    assert units == {"school": {"head"}, "other": {"stranger_head"}, "department": set(), "commune": set(), "team": set()}
    for name in ("subject", "pupil", "mother", "head", "stranger_head", "department"):
        with pytest.raises(AccessRefused):
            ask_space(actor=actors[name], space=place.spaces["class"])
    for name in ("homeroom", "commune_head", "department", "officer", "stranger_head"):
        with pytest.raises(AccessRefused):
            ask_unit(actor=actors[name], unit=place.units["school"], why="duty")
    assert SpaceExport.objects.count() == 0


def test_a_head_takes_the_school_out_with_a_reason_that_who_looks_after_each_space_reads(place, run_jobs):
    head, client = actor(place, "head"), Client()
    client.force_login(place.people["head"])
    OverseerVisit.objects.all().delete()
    page = reverse("social:unit_export", args=[place.spaces["unit"].uuid])
    assert page in client.get(reverse("social:space_export", args=[place.spaces["unit"].uuid])).content.decode()
    assert (client.post(page, {"why": "other"}).status_code, SpaceExport.objects.count()) == (422, 0)
    assert client.post(page, {"why": "duty", "note": "Lưu hồ sơ cuối năm"}).headers["Location"] == page
    run_jobs()
    export = SpaceExport.objects.get()
    elsewhere = Space.objects.exclude(unit__path__startswith=place.units["school"].path)
    inside = [name for name, space in place.spaces.items() if not elsewhere.filter(pk=space.pk).exists()]
    assert (export.state, export.parts.count()) == ("done", len(inside))
    assert export.parts.get(space=place.spaces["class that is over"]).label == "Lớp 9B 2024-2025"
    seen = OverseerVisit.objects.filter(person=place.person("head"), why="duty")
    assert set(seen.values_list("space_id", flat=True)) == {place.spaces[name].pk for name in inside} - {place.spaces["unit"].pk}
    assert "Bài chờ" not in "".join(words_in(opened(export, number + 1)) for number in range(len(inside)))
    body = client.get(page).content.decode()
    assert body.count(".zip") == len(inside)
    teacher = Client()
    teacher.force_login(place.people["homeroom"])
    members = teacher.get(reverse("social:space_people", args=[place.spaces["class"].uuid])).content.decode()
    assert ("Tải về toàn bộ. Lưu hồ sơ cuối năm" in members, teacher.get(page).status_code) == (True, 404)
    assert head.person_id == export.asked_by_id


def test_on_a_shared_device_a_copy_is_not_taken(place, run_jobs):
    one = actor(place, "homeroom")
    export = ask_space(actor=one, space=place.spaces["class"])
    run_jobs()
    part = export.parts.get()
    client = Client()
    client.force_login(place.people["homeroom"])
    session = client.session
    session[SHARED_SESSION_KEY], session[SHARED_UNTIL_KEY] = True, time.time() + 600
    session.save()
    answer = client.get(reverse("social:export_part", args=[export.uuid, part.pk]))
    page = client.get(reverse("social:space_export", args=[place.spaces["class"].uuid])).content.decode()
    assert (answer.status_code, ".zip" in page, "máy dùng chung" in page) == (404, False, True)
