"""Import, replace, rename and remove packages."""

from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from core.jobs.services import enqueue
from core.lib.vietnamese import tidy
from core.organisations.models import Unit

from ..enums import PackageState
from ..errors import PackageInUse, PackageRefused
from ..interop.check import check_package
from ..models import H5PChange, H5PLibrary, H5PPackage
from ..policies import can_change_package, can_import_into
from ..selectors.packages import uses_of
from ..types import Problem, Report
from .storing import Kept, delete_stored, fill, keep_files, library_rows, sha256_of

# Longer than any signed link lives, so that nobody's open page breaks.
KEEP_REPLACED = timedelta(days=16)
KEEP_CHANGES = timedelta(days=200)


def import_package(*, actor: Actor, unit: Unit, file: IO[bytes], name: str, owner_id: int | None = None) -> tuple[H5PPackage, bool]:
    """Check a `.h5p` and keep it in `unit`; return the package and whether it is new (the same content is kept once a unit).

    Raises `PackageRefused` with every problem found; then nothing was kept. `name` is the file's name, `owner_id` defaults
    to the actor's person.
    """
    require(can_import_into, actor, unit)
    report, sha256 = _checked(file)
    known = H5PPackage.objects.filter(unit=unit, sha256=sha256, state=PackageState.READY).first()
    if known:
        return known, False
    kept, content = keep_files(file, report, sha256)
    package = H5PPackage(unit=unit, owner_id=owner_id or actor.person_id or None, title=_title(report, name), file_name=name[-200:])
    try:
        with transaction.atomic():
            _fill_and_save(package, report, sha256, kept, content, _size(file))
            audit.record(
                actor=actor, verb="h5p.package.imported", obj=package, unit_path=unit.path, changes={"file": name[-200:], "sha256": sha256}
            )
    except IntegrityError:  # the same file, twice at once
        return H5PPackage.objects.get(unit=unit, sha256=sha256, state=PackageState.READY), False
    return package, True


def replace_package(*, actor: Actor, package: H5PPackage, file: IO[bytes], name: str) -> H5PPackage:
    """Put a new version of the content into `package`; its activities, states and results stay.

    Raises `PackageRefused` for bad packages, for another main library (`other_main_library`: nobody's state would fit),
    and for content another package of the unit holds already (`same_as_other`).
    """
    require(can_change_package, actor, package)
    report, sha256 = _checked(file)
    if report.main and report.main.name.machine_name != package.main_library:
        found = {"found": report.main.name.machine_name, "expected": package.main_library}
        raise PackageRefused([Problem("other_main_library", "h5p.json", found)], report.warnings)
    if sha256 == package.sha256:
        return package
    other = H5PPackage.objects.filter(unit_id=package.unit_id, sha256=sha256, state=PackageState.READY).first()
    if other:
        raise PackageRefused([Problem("same_as_other", "", {"title": other.title})])
    kept, content = keep_files(file, report, sha256)
    with transaction.atomic():
        package = H5PPackage.objects.select_for_update(of=("self",)).get(pk=package.pk)
        before = {"sha256": package.sha256, "files": [path for path, _size in package.files]}
        package.revision += 1
        package.file_name = name[-200:]
        _fill_and_save(package, report, sha256, kept, content, _size(file))
        _delete_later(before)
        audit.record(
            actor=actor,
            verb="h5p.package.replaced",
            obj=package,
            unit_path=package.unit.path,
            changes={"sha256": [before["sha256"], sha256], "revision": package.revision},
        )
    return package


def rename_package(*, actor: Actor, package: H5PPackage, title: str) -> H5PPackage:
    """Give `package` another title; an empty one changes nothing."""
    require(can_change_package, actor, package)
    new = tidy(title)[:200]
    if not new or new == package.title:
        return package
    with transaction.atomic():
        before, package.title = package.title, new
        package.derive()
        package.save(update_fields=["title", "search_text", "updated_at"])
        audit.record(actor=actor, verb="h5p.package.renamed", obj=package, unit_path=package.unit.path, changes={"title": [before, new]})
    return package


def remove_package(*, actor: Actor, package: H5PPackage) -> None:
    """Take `package` out of the store; its files go once no link to them lives. `PackageInUse` while activities use it."""
    require(can_change_package, actor, package)
    with transaction.atomic():
        package = H5PPackage.objects.select_for_update(of=("self",)).get(pk=package.pk)
        if uses_of(package):
            raise PackageInUse
        package.state = PackageState.REMOVED
        package.save(update_fields=["state", "updated_at"])
        _delete_later({"sha256": package.sha256, "files": [path for path, _size in package.files]})
        audit.record(actor=actor, verb="h5p.package.removed", obj=package, unit_path=package.unit.path)


def delete_files(*, sha256: str, files: list[str]) -> bool:
    """Delete the files of a content nobody plays any more; says whether it did."""
    holders = H5PPackage.objects.filter(sha256=sha256)
    if any(package.state == PackageState.READY or uses_of(package) for package in holders):
        return False
    for package in holders:
        package.uses.clear()
    delete_stored(f"{sha256}/content", files)
    return True


def sweep() -> dict[str, int]:
    """Delete libraries no package has used for long, and forget old change ids; returns how many of each."""
    now = timezone.now()
    libraries = 0
    for library in H5PLibrary.objects.filter(packages=None, created_at__lt=now - KEEP_REPLACED)[:500]:
        with transaction.atomic():
            row = H5PLibrary.objects.select_for_update(of=("self",)).filter(pk=library.pk, packages=None).first()
            if row is not None:
                row.delete()
                delete_stored(f"lib/{library.digest}", [path for path, _size in library.files])
                libraries += 1
    changes, _rows = H5PChange.objects.filter(received_at__lt=now - KEEP_CHANGES).delete()
    return {"libraries": libraries, "changes": changes}


def _checked(file: IO[bytes]) -> tuple[Report, str]:
    most = settings.MAX_UPLOAD_BYTES
    if _size(file) > most:
        raise PackageRefused([Problem("too_big_upload", "", {"limit": most // (1024 * 1024)})])
    sha256 = sha256_of(file)
    report = check_package(file)
    if not report.is_accepted or report.main is None or report.manifest is None:
        raise PackageRefused(report.errors, report.warnings)
    return report, sha256


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _title(report: Report, name: str) -> str:
    title = report.manifest.title if report.manifest else ""
    return tidy(title)[:200] or name.removesuffix(".h5p")[:200]


def _fill_and_save(
    package: H5PPackage, report: Report, sha256: str, kept: list[Kept], content: list[tuple[str, int]], packed_bytes: int
) -> None:
    fill(package, report, sha256, kept, content, packed_bytes)
    package.save()
    package.uses.set(library_rows(kept))


def _delete_later(content: dict[str, Any]) -> None:
    enqueue("h5p.delete_files", content, run_at=timezone.now() + KEEP_REPLACED)
