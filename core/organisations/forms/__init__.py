"""What people type about units, classes and persons."""

from .people import FamilySightForm, GuardianForm, HatForm, PersonForm, ReceiveForm
from .units import ClassForm, CloseForm, ContactForm, DatedForm, MergeForm, MoveForm, RenameForm, UnitForm

__all__ = [
    "ClassForm", "CloseForm", "ContactForm", "DatedForm", "FamilySightForm", "GuardianForm", "HatForm", "MergeForm", "MoveForm",
    "PersonForm", "ReceiveForm", "RenameForm", "UnitForm",
]  # fmt: skip
