"""What was changed reads in words: no keys, no codes, no stored dates."""

import ast

import pytest
from django.utils import translation

from config.messages import ROOT
from core.access.enums import Role
from core.audit.words import CODED, FIELDS, LISTS, MACHINE, VALUES, in_words, register_fields
from core.organisations.selectors import ROLE_LABELS
from core.people.enums import ConsentDecision, ConsentPurpose, ConsentVoice, Relation, Sex
from core.people.types import PersonData
from core.roster.types import Totals

RECORDERS = {"record", "_record", "_record_mark", "audit", "_audit", "_note"}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"name": ["Trường A", "Trường B"]}, [("Tên gọi", "Trường A", "Trường B")]),
        ({"is_active": [True, False]}, [("Dùng được tài khoản", "Có", "Không")]),
        ({"closed_on": [None, "2026-11-24"]}, [("Kết thúc từ ngày", "", "24/11/2026")]),
        ({"go_live_at": [None, "2026-11-24T00:30:00+00:00"]}, [("Giờ mở", "", "07:30 24/11/2026")]),
        ({"role": [None, "teacher"], "valid_to": [None, None]}, [("Vai", "", "Giáo viên")]),
        ({"phone": ["…", "…"]}, [("Số điện thoại", "", "đã đổi")]),
        ({"ethnic_group": ["01", "16"]}, [("Dân tộc", "", "đã đổi")]),
        ({"may_see": [["progress", "marks"], []]}, [("Được xem", "Việc học và tiến độ, Điểm và nhận xét", "bỏ trống")]),
        ({"totals": [None, {"rows": 2000, "created": 1234, "refused": 0}]}, [("Kết quả", "", "Số dòng 2.000, Tạo mới 1.234")]),
        ({"fields": [None, ["born_on", "sex"]], "rows": [None, {"wards": 1}]}, [("Thông tin lấy thêm", "", "Ngày sinh, Giới tính")]),
        (
            {"method": [None, "oidc"], "shared_device": [None, False]},
            [("Cách đăng nhập", "", "Tài khoản của đơn vị"), ("Máy dùng chung", "", "Không")],
        ),
        ({"set": [False, True]}, [("Đã có", "chưa có", "có")]),
        ({"address": ["x", "x"], "sha256": ["a", "b"]}, []),
        ({"title": ["2026 và em", "2026-99-99"]}, [("Tên", "2026 và em", "2026-99-99")]),
        ({"nobody_named": [1, 2]}, [("nobody named", "1", "2")]),
        ({"codes": [None, ["0101", "0102"]]}, [("Mã đề", "", "0101, 0102")]),
        ({"codes": [["0101"], ["0101", "0102"]]}, [("Mã đề", "0101", "0101, 0102")]),
        ({"codes": ["0101", "0102"]}, [("Mã đề", "", "0101, 0102")]),  # as rows were kept before: two things, not old and new
        ({"codes": ["0101"]}, [("Mã đề", "", "0101")]),
        ({"codes": ["0101", "0102", "0103"]}, [("Mã đề", "", "0101, 0102, 0103")]),
        ({"positions": [3, 5], "support": [None, []], "points": ["8", "8.5"]}, [("Các câu", "", "3, 5"), ("Điểm", "8", "8.5")]),
    ],
)
def test_changes_in_words(changes, lines):
    assert in_words(changes) == lines


def test_english_reads_english():
    with translation.override("en"):
        assert in_words({"born_on": ["2015-02-03", "2015-03-02"]}) == [("Date of birth", "3 Feb 2015", "2 Mar 2015")]


def test_stored_choices_all_have_words():
    assert set(VALUES["role"]) >= {role.value for role in Role}  # domains add the roles of their own
    assert {role.value: str(VALUES["role"][role.value]) for role in Role} == {role.value: text for role, text in ROLE_LABELS.items()}
    for field, choices in {
        "relation": Relation, "sex": Sex, "purpose": ConsentPurpose, "decision": ConsentDecision, "voice": ConsentVoice,
    }.items():  # fmt: skip
        assert {key: str(text) for key, text in VALUES[field].items()} == dict(choices.choices)


def test_every_written_field_has_words():
    known = set(FIELDS) | MACHINE
    assert set(PersonData.__dataclass_fields__) | set(vars(Totals())) <= known
    assert set(_written()) - known == set()
    assert set(FIELDS) >= CODED


def _written():
    """Keys of every `changes={…}` handed to the trail by core, lms and assessment, and of the courses' own helper."""
    for place in ("core", "lms", "assessment"):
        for path in (ROOT / place).rglob("*.py"):
            if "demo" in path.parts or "audit" not in (text := path.read_text("utf-8")):
                continue
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"audit", "_note"}:
                    yield from (word.arg for word in node.keywords if word.arg)
                    dicts = [value for value in node.args if isinstance(value, ast.Dict)]
                    yield from (key.value for one in dicts for key in one.keys if isinstance(key, ast.Constant))
                elif name == "record":
                    dicts = [word.value for word in node.keywords if word.arg == "changes" and isinstance(word.value, ast.Dict)]
                    yield from (key.value for one in dicts for key in one.keys if isinstance(key, ast.Constant))


def test_a_list_of_things_is_handed_to_the_trail_as_a_tuple():
    assert [place for place, value in _changes() if _is_list(value)] == []


def _changes():
    """Every value of a field in a dict handed to `record` and its helpers, or called `changes`: where it stands, and its code."""
    for path in sorted(path for place in ("core", "lms", "assessment") for path in (ROOT / place).rglob("*.py")):
        if "audit" not in (text := path.read_text("utf-8")):
            continue
        for node in ast.walk(ast.parse(text)):
            found: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in RECORDERS:
                found = [*node.args, *(word.value for word in node.keywords)]
            elif isinstance(node, ast.Assign) and [getattr(name, "id", "") for name in node.targets] == ["changes"]:
                found = [node.value]
            for one in found:
                for value in one.values if isinstance(one, ast.Dict) else [one]:
                    yield f"{path.relative_to(ROOT)}:{value.lineno}", value


def _is_list(value):
    if isinstance(value, ast.List):
        return len(value.elts) != 2
    called = isinstance(value, ast.Call) and getattr(value.func, "id", "") in {"list", "sorted"}
    return called or isinstance(value, ast.ListComp)


def test_a_domain_adds_its_own_words(monkeypatch):
    monkeypatch.setattr("core.audit.words.FIELDS", dict(FIELDS))
    monkeypatch.setattr("core.audit.words.VALUES", dict(VALUES))
    monkeypatch.setattr("core.audit.words.LISTS", set(LISTS))
    register_fields({"stars": "Số sao"}, {"stars": {"5": "năm"}})
    assert in_words({"stars": [None, 5]}) == [("Số sao", "", "năm")]
    assert in_words({"stars": [4, 5]}) == [("Số sao", "4", "năm")]
    register_fields({}, lists=["stars"])
    assert in_words({"stars": [4, 5]}) == [("Số sao", "", "4, năm")]
