"""Factories of H5P: packages made from the samples or by code, activities that play them."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from core.access.types import Actor
from lms.h5p.services import import_package
from lms.models import H5PActivity
from tests.factories.core import make_class, make_enrolment, make_person, make_unit
from tests.factories.courses import make_activity, make_course, make_course_class, make_section, make_version

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "h5p"
OWN = Path(__file__).parents[1] / "data" / "h5p"


def samples(kind):
    """The sample packages of a kind (`valid`, `invalid`), or one skipped parameter saying why there are none."""
    found = sorted((SAMPLES / kind).glob("*.h5p"))
    if not found:
        return [pytest.param(None, marks=pytest.mark.skip(reason="the sample packages (../shared/samples/h5p) are not here"), id="none")]
    return [pytest.param(path, id=path.stem) for path in found]


LIBRARY = {
    "title": "Thẻ chào", "machineName": "H5P.TheChao", "majorVersion": 1, "minorVersion": 0, "patchVersion": 2, "runnable": 1,
    "coreApi": {"majorVersion": 1, "minorVersion": 19}, "preloadedJs": [{"path": "the.js"}], "preloadedCss": [{"path": "css/the.css"}],
}  # fmt: skip
SCRIPT = """
var H5P = H5P || {};
H5P.TheChao = function (params, id, extras) {
  var self = this;
  H5P.EventDispatcher.call(self);
  var count = (extras && extras.previousState && extras.previousState.count) || 0;
  self.getCurrentState = function () { return { count: count }; };
  self.getMaxScore = function () { return 4; };
  self.getScore = function () { return Math.min(count, 4); };
  self.getTitle = function () { return 'The'; };
  self.attach = function ($box) {
    $box.addClass('the').append('<p class="loi">' + params.loi + '</p><img alt="" src="' + H5P.getPath(params.anh.path, id) + '">');
    var $button = H5P.jQuery('<button type="button" class="bam">Bấm ' + count + '</button>').appendTo($box);
    $button.on('click', function () { count += 1; $button.text('Bấm ' + count); self.triggerXAPI('interacted'); });
    H5P.jQuery('<button type="button" class="xong">Xong</button>').appendTo($box).on('click', function () {
      self.triggerXAPIScored(self.getScore(), 4, 'answered', true, true);
    });
    H5P.jQuery('<a class="ra" href="https://example.org/xem">Xem thêm</a>').appendTo($box);
  };
};
H5P.TheChao.prototype = Object.create(H5P.EventDispatcher.prototype);
H5P.TheChao.prototype.constructor = H5P.TheChao;
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000201a2b2a1f50000000049454e44ae426082"
)


def package_files(**changes):
    """The files of a small sound package; `changes` replace, add or (None) take away, with `__` for `/` left to the caller."""
    manifest = {
        "title": "Thẻ chào", "language": "vi", "mainLibrary": "H5P.TheChao", "embedTypes": ["div"], "license": "CC BY",
        "preloadedDependencies": [{"machineName": "H5P.TheChao", "majorVersion": 1, "minorVersion": 0}],
    }  # fmt: skip
    files = {
        "h5p.json": json.dumps(manifest),
        "content/content.json": json.dumps({"loi": "Chào em!", "anh": {"path": "images/anh.png", "mime": "image/png"}}),
        "content/images/anh.png": PNG,
        "H5P.TheChao-1.0/library.json": json.dumps(LIBRARY),
        "H5P.TheChao-1.0/the.js": SCRIPT,
        "H5P.TheChao-1.0/css/the.css": ".the { padding: 12px; }",
        "H5P.TheChao-1.0/language/vi.json": json.dumps({"semantics": []}),
        "H5P.TheChao-1.0/semantics.json": json.dumps([{"name": "loi", "type": "text"}, {"name": "anh", "type": "image"}]),
    }
    files.update(changes)
    return {name: data for name, data in files.items() if data is not None}


def pack(files):
    """Zip files (name to text or bytes, or ZipInfo with data) into a `.h5p` in memory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(_dated(name), data)
    buffer.seek(0)
    return buffer


def _dated(name):
    """Give an entry a fixed time, so that the same files make the same bytes."""
    entry = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED if not isinstance(name, zipfile.ZipInfo) else name.compress_type
    return entry


def make_package(unit=None, owner=None, path=None, files=None, name="the.h5p"):
    """A package that went through the real import."""
    file = io.BytesIO(path.read_bytes()) if path else pack(files or package_files())
    owner = owner or make_person("Trần Thị Hoa")
    package, _new = import_package(
        actor=Actor.system("test"), unit=unit or make_unit(), file=file, name=path.name if path else name, owner_id=owner.pk
    )
    return package


def make_h5p_activity(package, course=None, **fields):
    """An activity that plays `package`, as draft and published."""
    activity = make_activity(make_section(course or make_course(unit=package.unit)), kind="h5p", **fields)
    H5PActivity.objects.create(activity=activity, package=package, published_package=package)
    return activity


def make_studied(package, unit=None, **fields):
    """A published activity with `package`, in a course a new learner takes through a class: `(learner, activity)`."""
    course = make_course(unit=unit or package.unit)
    activity = make_h5p_activity(package, course, completion="finished", **fields)
    make_version(course)
    activity.refresh_from_db()
    class_group = make_class(course.unit)
    make_course_class(course, class_group)
    learner = make_person("Nông Minh Khuê")
    make_enrolment(class_group, learner)
    return learner, activity
