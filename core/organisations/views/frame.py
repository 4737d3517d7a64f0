"""What every page of a unit has around it: its line of parents, its tabs."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.access.enums import Right
from core.access.types import Actor

from ..enums import SCHOOL_KINDS
from ..models import Unit
from ..policies import can_grant_hats, can_list_people, can_manage_people, can_manage_unit, can_reorganise_unit
from ..selectors import unit_page


def whole_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the query string, or None when it isn't one."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def unit_frame(actor: Actor, unit: Unit, tab: str) -> dict[str, Any]:
    """Return the context of a unit's pages."""
    return {
        "page": unit_page(actor, unit, with_figures=tab == "about"),
        "unit": unit,
        "tabs": unit_tabs(actor, unit, tab),
        "is_school": unit.kind in SCHOOL_KINDS,
        "can_manage": can_manage_unit(actor, unit),
        "can_reorganise": can_reorganise_unit(actor, unit),
        "can_people": can_manage_people(actor, unit),
        "can_hats": can_grant_hats(actor, unit),
    }


def unit_tabs(actor: Actor, unit: Unit, current: str) -> list[dict[str, Any]]:
    """Return the tabs the actor may open."""
    lists_people = can_list_people(actor, unit)
    tabs = [("about", _("Giới thiệu"), "unit", True), ("below", _("Trực thuộc"), "unit_children", bool(actor.rights))]
    tabs.append(("classes", pgettext("list", "Lớp"), "unit_classes", unit.kind in SCHOOL_KINDS))
    tabs.append(("people", _("Người"), "unit_people", lists_people))
    tabs.append(("hats", pgettext("list", "Vai"), "unit_hats", lists_people or Right.HATS_GRANT in actor.rights))
    return [
        {"label": label, "url": reverse(f"core:{name}", args=[unit.uuid]), "current": key == current}
        for key, label, name, shown in tabs
        if shown
    ]
