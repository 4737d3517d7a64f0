"""Uploading, naming and choosing packages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """One `.h5p`."""

    file = forms.FileField(
        label=_("Tệp H5P"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".h5p"}),
        error_messages={"required": _("Hãy chọn một tệp .h5p.")},
    )

    def clean_file(self) -> Any:
        """Refuse what isn't called `.h5p`, before anything is read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".h5p"):
            raise forms.ValidationError(_("%(name)s không phải tệp .h5p.") % {"name": file.name})
        return file


class NameForm(forms.Form):
    """The title of a package."""

    title = forms.CharField(label=_("Tên gói"), max_length=200)
