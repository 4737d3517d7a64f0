"""The curriculum: its files, loading it again and again."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from assessment.items.rules.curriculum import CurriculumProblem, read_outcomes
from assessment.items.selectors.items import outcome_subtree, outcomes_for
from assessment.items.services import load_outcomes, outcomes
from assessment.models import Outcome
from core.access.errors import AccessRefused
from tests.factories.core import make_actor, make_grade, make_subject, system_actor


def test_read_outcomes_gives_topics_and_what_is_below():
    lines = read_outcomes("# Toán\nTO9.3 Căn thức\nTO9.3.1 Tính căn bậc hai\n\nTO10.1 Mệnh đề\n")
    assert [(line.code, line.grade, line.parent, line.name) for line in lines] == [
        ("TO9.3", "9", "", "Căn thức"),
        ("TO9.3.1", "9", "TO9.3", "Tính căn bậc hai"),
        ("TO10.1", "10", "", "Mệnh đề"),
    ]


@pytest.mark.parametrize("text", ["Căn thức", "TO9.3 ", "TO9.3 A\nTO9.3 B", "TO9.3.1 A", "to9.1 A"])
def test_read_outcomes_says_which_line_is_wrong(text):
    with pytest.raises(CurriculumProblem) as caught:
        read_outcomes(text)
    assert caught.value.line == len(text.splitlines())


@pytest.mark.parametrize(
    ("subject", "grades"),
    [
        ("toan", range(6, 13)),
        ("ngu-van", range(6, 13)),
        ("tieng-anh", range(6, 13)),
        ("tin-hoc", range(6, 13)),
        ("khtn", range(6, 10)),
        ("ls-dl", range(6, 10)),
        *((subject, range(10, 13)) for subject in ("vat-li", "hoa-hoc", "sinh-hoc", "lich-su", "dia-li", "gdktpl")),
    ],
)
def test_every_grade_has_topics_and_every_topic_outcomes(subject, grades):
    lines = read_outcomes((outcomes.DATA / f"{subject}.txt").read_text(encoding="utf-8"))
    topics = {line.code for line in lines if not line.parent}
    assert {line.grade for line in lines} == {str(grade) for grade in grades}
    assert topics == {line.parent for line in lines if line.parent}
    assert len({(line.parent, line.grade, line.name) for line in lines}) == len(lines)


@pytest.mark.django_db
class TestLoading:
    def test_twice_changes_nothing(self):
        for grade in range(6, 13):
            make_grade(str(grade))
        make_subject()
        out = StringIO()
        call_command("load_outcomes", stdout=out)
        made = json.loads(out.getvalue())["made"]
        assert made == Outcome.objects.count() > 100
        assert load_outcomes(actor=system_actor()) == {"made": 0, "changed": 0, "closed": 0}
        topic = Outcome.objects.get(key="TO9.3")
        below = Outcome.objects.filter(parent=topic)
        assert below.count() == 3
        assert set(outcome_subtree(topic.pk)) == {topic, *below}
        assert all(row.path == f"/{topic.pk}/{row.pk}/" and row.search_text and row.is_outcome for row in below)

    def test_a_changed_line_is_renamed_and_one_that_went_is_closed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(outcomes, "DATA", tmp_path)
        subject, grade = make_subject(), make_grade()
        file = tmp_path / "toan.txt"
        file.write_text("TO9.1 Căn\nTO9.1.1 Tính căn\nTO9.1.2 Rút gọn\nTO19.1 Không có khối này\n")
        assert load_outcomes(actor=system_actor()) == {"made": 3, "changed": 0, "closed": 0}
        kept = Outcome.objects.get(key="TO9.1.1").pk
        file.write_text("TO9.1 Căn thức\nTO9.1.1 Tính căn\n")
        assert load_outcomes(actor=system_actor()) == {"made": 0, "changed": 1, "closed": 1}
        actor = make_actor()
        assert [row.name for row in outcomes_for(actor, subject.pk, grade.pk)] == ["Căn thức", "Tính căn"]
        assert Outcome.objects.get(key="TO9.1.1").pk == kept
        file.write_text("TO9.1 Căn thức\nTO9.1.1 Tính căn\nTO9.1.2 Rút gọn\n")
        assert load_outcomes(actor=system_actor()) == {"made": 0, "changed": 1, "closed": 0}

    def test_is_for_who_runs_the_platform(self):
        with pytest.raises(AccessRefused):
            load_outcomes(actor=make_actor("officer"))
