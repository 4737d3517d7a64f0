"""URLs of the record store, mounted at `/xapi/`."""

from django.urls import path, re_path

from .rest.dispatch import absent, resource
from .rest.documents import ACTIVITY_PROFILE, AGENT_PROFILE, STATE
from .rest.objects import get_about, get_activity, get_person
from .rest.statements import get_statements, post_statements, put_statement

app_name = "xapi"
urlpatterns = [
    path("statements", resource({"GET": get_statements, "PUT": put_statement, "POST": post_statements}), name="statements"),
    path("activities/state", resource(STATE.handlers), name="state"),
    path("activities/profile", resource(ACTIVITY_PROFILE.handlers), name="activity_profile"),
    path("activities", resource({"GET": get_activity}), name="activities"),
    path("agents/profile", resource(AGENT_PROFILE.handlers), name="agent_profile"),
    path("agents", resource({"GET": get_person}), name="agents"),
    path("about", resource({"GET": get_about}, is_open=True), name="about"),
    re_path(r"^(?P<rest>.*)$", resource(dict.fromkeys(("GET", "PUT", "POST", "DELETE", "PATCH"), absent), is_open=True), name="absent"),
]
