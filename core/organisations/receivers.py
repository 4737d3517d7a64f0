"""Reference data follows every migration; people, classes and units in the search box."""

from typing import Any, ClassVar

from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.access.types import Actor
from core.hooks import SearchHit, SearchSource
from core.people.models import CodeValue

from .models import Grade, SchoolYear, Subject, Term
from .selectors import find_units, search_classes, search_people
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


class PeopleSource(SearchSource):
    """People the actor may open."""

    key: ClassVar[str] = "people"
    label: ClassVar[Any] = gettext_lazy("Người")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        rows = search_people(actor, folded, limit)
        details = [" · ".join(filter(None, [row.class_name, *row.places[:1]])) for row in rows]
        return [
            SearchHit(row.person.full_name, detail, reverse("core:person", args=[row.person.uuid]), "user")
            for row, detail in zip(rows, details, strict=True)
        ]


class ClassSource(SearchSource):
    """Classes of this school year the actor may open."""

    key: ClassVar[str] = "classes"
    label: ClassVar[Any] = pgettext_lazy("list", "Lớp")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        return [
            SearchHit(_("Lớp %(name)s") % {"name": row.name}, row.unit.label, reverse("core:class_page", args=[row.uuid]), "class")
            for row in search_classes(actor, folded, limit)
        ]


class UnitSource(SearchSource):
    """Units the actor may look into."""

    key: ClassVar[str] = "units"
    label: ClassVar[Any] = pgettext_lazy("list", "Đơn vị")

    def search(self, actor: Actor, folded: str, limit: int) -> list[SearchHit]:
        if not (actor.unit_id or actor.is_platform_staff):
            return []
        rows = find_units(actor, folded, size=limit)
        return [SearchHit(row.name, str(row.get_kind_display()), reverse("core:unit", args=[row.uuid]), "building") for row in rows]


SearchSource.register(PeopleSource())
SearchSource.register(ClassSource())
SearchSource.register(UnitSource())
