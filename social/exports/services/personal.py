"""What exports keep about people, and how they go when somebody is erased."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.hooks import PersonalData, PersonalTable

from ..models import SpaceExport
from .keeping import expire_exports_with


class ExportData(PersonalData):
    """The copies one asked for; copies with one's words in them are deleted when one is erased."""

    key = "ban-sao"
    label = _("Bản sao đã lấy của nhóm, của trường")

    def tables(self, person_id: int) -> Iterable[PersonalTable]:
        """Yield the exports the person asked for."""
        columns = {"place": _("Của"), "state": _("Tình trạng"), "created_at": _("Lúc")}
        own = SpaceExport.objects.filter(asked_by_id=person_id).select_related("space__unit", "space__class_group", "unit").order_by("id")
        rows = (
            {"place": one.label, "state": one.get_state_display(), "created_at": one.created_at} for one in own.iterator(chunk_size=200)
        )
        yield PersonalTable("exports", _("Bản sao"), columns, rows)

    def erase(self, person_id: int) -> int:
        """Delete the files of every copy that may hold the person's words, on its way or done."""
        return expire_exports_with(person_id)
