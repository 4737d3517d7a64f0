"""Dates as people here write them, and services' refusals beside the field they concern."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from core.people.errors import PeopleError, PersonInvalid, message

from ..errors import OrganisationError

R = TypeVar("R")

# Which field a refusal belongs to; the others stand above the form.
_FIELDS = {
    "name_empty": "name", "key_taken": "key", "key_empty": "key", "kind_misplaced": "kind", "date_future": "on", "date_early": "on",
    "class_taken": "key", "site_misplaced": "site", "role_misfit": "role", "hat_dates": "valid_to", "not_found": "identifier",
    "person_unknown": "identifier",
}  # fmt: skip


class DateInput(forms.DateInput):
    """The browser's own date field; dates also arrive as dd/mm/yyyy."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"], **kwargs)


def attempt(form: forms.BaseForm, call: Callable[[], R]) -> R | None:
    """Call a service; a refusal becomes errors of the form and None."""
    try:
        return call()
    except PersonInvalid as invalid:
        for problem in invalid.problems:
            form.add_error(
                problem.field if problem.field in form.fields else None, forms.ValidationError(message(problem.code), code=problem.code)
            )
    except (OrganisationError, PeopleError) as refusal:
        field = _FIELDS.get(refusal.code)
        form.add_error(field if field in form.fields else None, str(refusal))
    return None
