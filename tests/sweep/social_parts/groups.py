"""A closed circle of the owner, with the pupil in it."""

from core.organisations.selectors import actor_for
from lms.enrolment.models import CourseLearner
from social.groups.services.communities import bring_pupils, found_community

VALUES = {
    f"community{name}:uuid": "circle" for name in ("", "_edit", "_join", "_leave", "_decide", "_decline", "_invite", "_archive", "_pupils")
}
VALUES |= {"community_pupils:class_id": "class_group", "course_space:course_uuid": "course"}
OPEN = {"space_visit": "asks heads of the unit why they look: tests/social/groups/test_visits.py"}
ALLOWED = {
    "pupil": {"community", "community_leave", "course_space", "space_people"},
    "classmate": {"space_people"},
    "guardian": {"space_people"},
}


def make(world):
    CourseLearner.objects.create(course=world.values["course"], person=world.values["pupil"])
    actor = actor_for(world.people["owner"], None)[0]
    world.values["circle"] = circle = found_community(actor=actor, name="CLB Đọc sách Lũng Chàm", kind="circle")
    bring_pupils(actor=actor, space=circle, class_id=world.values["class_group"].pk, person_ids=[world.values["pupil"].pk])


POSTED = {"community_decide": {"person": "@pupil", "decision": "remove"}}
