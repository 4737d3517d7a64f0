"""Reference data follows every migration."""

from typing import Any

from django.db.models.signals import post_migrate
from django.dispatch import receiver

from core.access.types import Actor
from core.people.models import CodeValue

from .models import Grade, SchoolYear, Subject, Term
from .services import load_reference_data


@receiver(post_migrate, dispatch_uid="core.organisations.reference")
def load_after_migration(sender: Any, **kwargs: Any) -> None:
    """Load what is missing once the core's tables are as the code knows them (not half-way through an older migration)."""
    if sender.name == "core" and _tables_are_current(kwargs.get("apps")):
        load_reference_data(actor=Actor.system("post-migrate"))


def _tables_are_current(state: Any) -> bool:
    if state is None:
        return True
    for model in (CodeValue, Grade, Subject, SchoolYear, Term):
        try:
            then = state.get_model("core", model.__name__)
        except LookupError:
            return False
        if {field.column for field in then._meta.local_fields} != {field.column for field in model._meta.local_fields}:
            return False
    return True
