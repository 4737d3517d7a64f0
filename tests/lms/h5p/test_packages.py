"""Import, replace, rename, remove: what is kept, what is refused, what stays untouched."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import AuditRecord
from lms.h5p.errors import PackageInUse, PackageRefused
from lms.h5p.models import H5PLibrary, H5PPackage
from lms.h5p.selectors import packages_page
from lms.h5p.services import (
    delete_files,
    import_package,
    note_uses,
    remove_package,
    rename_package,
    replace_package,
    sweep,
)
from tests.factories.core import make_actor, make_unit
from tests.factories.courses import make_activity
from tests.factories.h5p import make_h5p_activity, make_package, pack, package_files, samples

pytestmark = pytest.mark.django_db


def stored():
    def walk(folder):
        try:
            folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            return []
        return [f"{folder}/{name}" for name in files] + [path for name in folders for path in walk(f"{folder}/{name}")]

    return walk("h5p")


def test_import_keeps_content_and_library_and_says_what_it_is():
    teacher = make_actor("teacher")
    package, is_new = import_package(actor=teacher, unit=make_unit_of(teacher), file=pack(package_files()), name="the.h5p")
    assert is_new
    assert (package.title, package.main_library, package.main_version, package.license) == ("Thẻ chào", "H5P.TheChao", "1.0.2", "CC BY")
    assert package.owner_id == teacher.person_id
    (library,) = package.uses.all()
    assert package.libraries == [{"dir": "H5P.TheChao-1.0", "digest": library.digest, "js": ["the.js"], "css": ["css/the.css"]}]
    assert sorted(stored()) == sorted(
        [
            f"h5p/{package.sha256}/content/content.json",
            f"h5p/{package.sha256}/content/images/anh.png",
            f"h5p/lib/{library.digest}/the.js",
            f"h5p/lib/{library.digest}/css/the.css",
        ]
    )
    assert AuditRecord.objects.filter(verb="h5p.package.imported", object_id=str(package.pk)).count() == 1


def make_unit_of(actor):
    from core.models import Unit

    return Unit.objects.get(pk=actor.unit_id)


def test_same_file_is_kept_once_a_unit():
    unit = make_unit()
    first = make_package(unit)
    again, is_new = import_package(actor=Actor.system("t"), unit=unit, file=pack(package_files()), name="khac.h5p")
    assert (again.pk, is_new) == (first.pk, False)
    make_package(make_unit())
    assert H5PPackage.objects.count() == 2


def test_libraries_are_shared_between_packages():
    unit = make_unit()
    make_package(unit)
    make_package(unit, files=package_files(**{"content/content.json": json.dumps({"loi": "Bài hai"})}))
    assert H5PLibrary.objects.count() == 1


def test_refused_package_leaves_nothing():
    with pytest.raises(PackageRefused) as refused:
        import_package(actor=Actor.system("t"), unit=make_unit(), file=pack(package_files(**{"h5p.json": "{"})), name="x.h5p")
    assert [row.code for row in refused.value.problems] == ["json"]
    assert (H5PPackage.objects.count(), H5PLibrary.objects.count(), stored()) == (0, 0, [])


def test_upload_over_the_limit_is_refused_unread(settings):
    settings.MAX_UPLOAD_BYTES = 100
    with pytest.raises(PackageRefused) as refused:
        import_package(actor=Actor.system("t"), unit=make_unit(), file=pack(package_files()), name="x.h5p")
    assert [row.code for row in refused.value.problems] == ["too_big_upload"]


@pytest.mark.parametrize("path", samples("valid"))
def test_every_valid_sample_is_kept_whole(path):
    package = make_package(path=path)
    assert package.uses.count() == len({row["digest"] for row in package.libraries})
    for library in package.uses.all():
        assert all(default_storage.exists(f"h5p/lib/{library.digest}/{name}") for name, _ in library.files)
    for name, size in package.files:
        assert default_storage.size(f"h5p/{package.sha256}/content/{name}") == size


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        ("teacher", "own", True),
        ("leader", "own", True),
        ("officer", "above", True),
        ("teacher", "other", False),
        ("student", "own", False),
        ("unit_admin", "own", False),
        ("staff", "own", False),
        ("guardian", "own", False),
    ],
)
def test_only_authors_of_the_unit_or_above_import(role, where, may):
    above = make_unit(kind="department", name="Sở")
    school = make_unit(above)
    actor = make_actor(role, {"own": school, "above": above, "other": make_unit(above)}[where])
    if may:
        assert import_package(actor=actor, unit=school, file=pack(package_files()), name="x.h5p")[1]
        return
    with pytest.raises(AccessRefused):
        import_package(actor=actor, unit=school, file=pack(package_files()), name="x.h5p")
    assert (H5PPackage.objects.count(), stored()) == (0, [])


def test_closed_unit_takes_no_packages():
    teacher = make_actor("teacher")
    unit = make_unit_of(teacher)
    unit.closed_on = "2026-09-01"
    unit.save()
    unit.refresh_from_db()
    with pytest.raises(AccessRefused):
        import_package(actor=teacher, unit=unit, file=pack(package_files()), name="x.h5p")
    assert H5PPackage.objects.count() == 0


def other_version():
    return pack(package_files(**{"content/content.json": json.dumps({"loi": "Bản mới"})}))


def test_replacing_keeps_the_row_and_deletes_the_old_files_later(run_jobs):
    teacher = make_actor("teacher")
    package = make_package(make_unit_of(teacher), owner=make_person_of(teacher))
    old = package.sha256
    new = replace_package(actor=teacher, package=package, file=other_version(), name="moi.h5p")
    assert (new.pk, new.uuid, new.revision) == (package.pk, package.uuid, 2)
    assert new.sha256 != old
    assert f"h5p/{old}/content/content.json" in stored()
    assert delete_files(sha256=old, files=["content.json", "images/anh.png"])
    assert not [name for name in stored() if old in name]


def make_person_of(actor):
    from core.models import Person

    return Person.objects.get(pk=actor.person_id)


def test_replacing_with_another_kind_is_refused_and_changes_nothing():
    package = make_package()
    other = {name.replace("TheChao", "Khac"): data for name, data in package_files().items()}
    other = {name: data.replace("TheChao", "Khac") if isinstance(data, str) else data for name, data in other.items()}
    with pytest.raises(PackageRefused) as refused:
        replace_package(actor=Actor.system("t"), package=package, file=pack(other), name="khac.h5p")
    assert [row.code for row in refused.value.problems] == ["other_main_library"]
    before = package.sha256
    package.refresh_from_db()
    assert (package.sha256, package.revision) == (before, 1)


def test_replacing_with_a_bad_file_changes_nothing():
    package = make_package()
    with pytest.raises(PackageRefused):
        replace_package(actor=Actor.system("t"), package=package, file=io.BytesIO(b"x"), name="x.h5p")
    package.refresh_from_db()
    assert package.revision == 1


def test_colleague_may_not_replace_rename_or_remove():
    package = make_package()
    colleague = make_actor("teacher", package.unit)
    with pytest.raises(AccessRefused):
        replace_package(actor=colleague, package=package, file=other_version(), name="x.h5p")
    with pytest.raises(AccessRefused):
        rename_package(actor=colleague, package=package, title="Của tôi")
    with pytest.raises(AccessRefused):
        remove_package(actor=colleague, package=package)
    package.refresh_from_db()
    assert (package.title, package.state, package.revision) == ("Thẻ chào", "ready", 1)


def test_leader_may_rename_and_search_finds_without_diacritics():
    package = make_package()
    leader = make_actor("leader", package.unit)
    rename_package(actor=leader, package=package, title="  Phương   trình ")
    assert [row.title for row in packages_page(leader, search="phuong").rows] == ["Phương trình"]
    assert list(packages_page(leader, search="khong co").rows) == []


def test_package_in_use_is_not_removed():
    package = make_package()
    make_h5p_activity(package)
    with pytest.raises(PackageInUse):
        remove_package(actor=Actor.system("t"), package=package)
    package.refresh_from_db()
    assert package.state == "ready"


def test_package_of_a_lesson_block_is_not_removed_until_the_lesson_lets_go():
    package = make_package()
    lesson = make_activity(kind="lesson")
    note_uses(activity=lesson, uuids=[package.uuid, "00000000-0000-0000-0000-000000000000"])
    with pytest.raises(PackageInUse):
        remove_package(actor=Actor.system("t"), package=package)
    note_uses(activity=lesson, uuids=[])
    remove_package(actor=Actor.system("t"), package=package)
    package.refresh_from_db()
    assert package.state == "removed"


def test_sweep_deletes_only_old_libraries_nobody_uses():
    from datetime import timedelta

    from django.utils import timezone

    package = make_package()
    remove_package(actor=Actor.system("t"), package=package)
    delete_files(sha256=package.sha256, files=[name for name, _ in package.files])
    assert sweep()["libraries"] == 0
    H5PLibrary.objects.update(created_at=timezone.now() - timedelta(days=30))
    assert sweep()["libraries"] == 1
    assert stored() == []


def test_import_again_after_removal_works():
    unit = make_unit()
    package = make_package(unit)
    remove_package(actor=Actor.system("t"), package=package)
    assert make_package(unit).pk != package.pk


def test_other_units_packages_stay_out_of_sight():
    mine, theirs = make_package(), make_package()
    teacher = make_actor("teacher", mine.unit)
    assert [row.pk for row in packages_page(teacher).rows] == [mine.pk]
    assert theirs.unit_id != mine.unit_id


def test_list_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    unit = make_unit()
    teacher = make_actor("teacher", unit)
    make_package(unit)
    with django_assert_num_queries(1):
        assert [row.owner.full_name for row in packages_page(teacher).rows]
    for number in (2, 3):
        make_package(unit, files=package_files(**{"content/content.json": json.dumps({"loi": str(number)})}))
    with django_assert_num_queries(1):
        assert len([row.owner.full_name for row in packages_page(teacher).rows]) == 3


def test_command_tells_the_outcome_as_json(tmp_path, capsys):
    unit = make_unit()
    good, bad = tmp_path / "a.h5p", tmp_path / "b.h5p"
    good.write_bytes(pack(package_files()).read())
    bad.write_bytes(pack(package_files(**{"H5P.TheChao-1.0/the.js": None})).read())
    call_command("import_h5p", str(good), "--unit", unit.key, "--json")
    outcome = json.loads(capsys.readouterr().out)
    assert (outcome["ok"], outcome["title"], outcome["main_library"]) == (True, "Thẻ chào", "H5P.TheChao 1.0.2")
    with pytest.raises(SystemExit) as stop:
        call_command("import_h5p", str(bad), "--unit", unit.key, "--json")
    outcome = json.loads(capsys.readouterr().out)
    assert stop.value.code == 1
    assert outcome["errors"] == [
        {
            "code": "file_missing",
            "file": "H5P.TheChao-1.0/the.js",
            "message": "Thiếu tệp H5P.TheChao-1.0/the.js (được gọi trong H5P.TheChao-1.0/library.json).",
        }
    ]
    assert H5PPackage.objects.count() == 1
