"""The package: everything kept about a person, as a ZIP with JSON for machines and a page for people."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.hooks import PersonalData
from core.jobs.selectors import set_aside
from core.jobs.services import each

from ..errors import RequestRefused
from ..models import DataRequest
from ..policies import is_askers
from ..rules import terms

DELETING = "privacy.packages"
MOST_BYTES = 300 * 1024 * 1024


def build_package(row: DataRequest) -> dict[str, int]:
    """Write the package of a request into storage and name it in the row; return rows by component key.

    Files beyond 300 MB in all are left out and listed in `tep-khong-kem.json`. The name is kept before the bytes are, so that those of a
    worker that died half-way are found again and deleted.
    """
    counts: dict[str, int] = {}
    with tempfile.TemporaryFile() as out:
        with translation.override("vi"), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            parts = [(part, list(_tables(part, row.subject_id))) for part in PersonalData.all()]
            for part, tables in parts:
                counts[part.key] = sum(len(table["rows"]) for table in tables)
                said = {table["name"]: table["rows"] for table in tables}
                package.writestr(f"{part.key}.json", json.dumps(said, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
            page = {"parts": [{"label": part.label, "tables": tables} for part, tables in parts], "row": row, "now": timezone.now()}
            package.writestr("xem.html", render_to_string("privacy/package.html", page))
            _add_files(package, row.subject_id)
        out.seek(0)
        if row.file_name:
            default_storage.delete(row.file_name)
        row.file_name, row.file_until = f"du-lieu/{uuid4().hex}.zip", timezone.now() + timedelta(days=terms().package_days)
        DataRequest.objects.filter(pk=row.pk).update(file_name=row.file_name, file_until=row.file_until)
        default_storage.save(row.file_name, File(out))
    return counts


def _tables(part: PersonalData, person_id: int) -> Iterator[dict[str, Any]]:
    for table in part.tables(person_id):
        rows = list(table.rows)
        cells = [[row.get(key, "") for key in table.columns] for row in rows]
        yield {"name": table.name, "label": table.label, "columns": list(table.columns.values()), "rows": rows, "cells": cells}


def _add_files(package: zipfile.ZipFile, person_id: int) -> None:
    left, left_out = MOST_BYTES, []
    for part in PersonalData.all():
        for file in part.files(person_id):
            name = f"{part.key}/{file.name}"
            data = file.read() if left > 0 else b""
            if not data or len(data) > left:
                left_out.append(name)
                continue
            left -= len(data)
            package.writestr(zipfile.ZipInfo(name), data)
    if left_out:
        package.writestr("tep-khong-kem.json", json.dumps(left_out, ensure_ascii=False, indent=1))


def open_package(*, actor: Actor, request: DataRequest) -> Any:
    """Return the package opened for reading, to who asked for it and still speaks for the subject; the taking is in the trail.

    `RequestRefused` `package_gone` after its days.
    """
    require(is_askers, actor, request)
    if not request.has_file or not default_storage.exists(request.file_name):
        raise RequestRefused("package_gone")
    record(actor=actor, verb="privacy.package.taken", obj=request, subject_person_id=request.subject_id)
    return default_storage.open(request.file_name)


def delete_old_packages(limit: int = 500) -> int:
    """Delete packages that have run out from storage; returns how many."""
    rows = DataRequest.objects.exclude(file_name="").filter(file_until__lt=timezone.now()).exclude(pk__in=set_aside(DELETING))
    names = dict(rows.order_by("id").values_list("pk", "file_name")[:limit])

    def delete(pk: int) -> int:
        default_storage.delete(names[pk])
        return DataRequest.objects.filter(pk=pk).update(file_name="")

    return each(DELETING, list(names), delete)
