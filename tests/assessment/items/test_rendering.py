"""Every kind of question is shown in every mode."""

import re

import pytest
from django.template.loader import render_to_string

from assessment.hooks import ItemKind
from assessment.items.selectors.rendering import question
from tests.assessment.kinds.samples import ALL, PICTURE

RESPONSES = {
    "single_choice": "o1",
    "multiple_response": ["o2", "o1"],
    "true_false": {"s1": True, "s2": True},
    "short_answer": "-1,5",
    "cloze": {"g1": "<b>Tân Trào", "g3": "o1"},
    "hotspot": ["a1", "a2"],
    "essay": {"html": "<p>Cây đa</p>", "files": []},
    "file_answer": {"files": [PICTURE]},
    "composite": {"p1": "o1", "p2": "2,5"},
}


def shown(key: str, mode: str, *, response=None, shows_key=False, number=3) -> str:
    kind = ItemKind.of(key)
    content = kind.clean({**ALL[key], "explanation": "<p>Vì lẽ ấy</p>"})
    made = question(
        kind=kind,
        content=content,
        number=number,
        position=3,
        mode=mode,
        response=kind.clean_response(content, response),
        shows_key=shows_key,
        address=lambda uuid: f"/tep/{uuid}",
    )
    return render_to_string(kind.template, {"question": made})


@pytest.mark.parametrize("mode", ["take", "review", "print"])
@pytest.mark.parametrize("key", sorted(ALL))
def test_without_the_key_nothing_gives_it_away(key, mode):
    html = shown(key, mode, response=RESPONSES.get(key))
    assert "Vì lẽ ấy" not in html
    assert "Đáp án:" not in html
    assert 'class="opt still right' not in html
    assert "{{" not in html


@pytest.mark.parametrize("key", sorted(set(ALL) - {"stimulus"}))
def test_with_the_key_the_explanation_is_there(key):
    html = shown(key, "review", response=RESPONSES.get(key), shows_key=True)
    assert "Vì lẽ ấy" in html
    assert "<input" not in html
    assert "<select" not in html


def test_formulas_are_drawn_and_files_have_addresses():
    assert "<math" in shown("single_choice", "take")
    assert f'src="/tep/{PICTURE}"' in shown("hotspot", "take")


def test_what_was_answered_is_in_the_controls():
    assert 'value="o1" checked' in shown("single_choice", "take", response="o1")
    assert 'value="&lt;b&gt;Tân Trào"' in shown("cloze", "take", response=RESPONSES["cloze"])
    assert 'value="-1,5"' in shown("short_answer", "take", response="-1,5")


def test_controls_of_a_part_have_names_of_their_own():
    html = shown("composite", "take")
    assert 'name="q3.p1"' in html
    assert 'name="q3.p2"' in html


def legends(html: str) -> list[str]:
    return re.findall(r'<legend class="sr">(.*?)</legend>', html)


@pytest.mark.parametrize(
    ("key", "said", "unnumbered"),
    [
        ("single_choice", ["Câu 3: chọn một phương án"], ["Chọn một phương án"]),
        ("multiple_response", ["Câu 3: chọn một hoặc nhiều phương án"], ["Chọn một hoặc nhiều phương án"]),
        ("hotspot", ["Câu 3: chọn các vùng trên hình"], ["Các vùng trên hình"]),
        ("true_false", [f"Câu 3, ý {row}: đúng hay sai" for row in "abcd"], [f"Ý {row}: đúng hay sai" for row in "abcd"]),
        ("composite", ["Câu 3a: chọn một phương án"], ["Chọn một phương án"]),
    ],
)
def test_a_group_of_options_is_named_and_described_by_what_stands_above(key, said, unnumbered):
    html = shown(key, "take")
    assert legends(html) == said
    assert "radiogroup" not in html
    described = [key for keys in re.findall(r'<fieldset[^>]* aria-describedby="([^"]+)"', html) for key in keys.split()]
    assert described
    assert [key for key in described if html.count(f'id="{key}"') != 1] == []
    assert legends(shown(key, "take", number=0)) == unnumbered
    assert legends(shown(key, "review")) == legends(shown(key, "print")) == []


def test_right_and_wrong_are_said_in_words():
    html = shown("single_choice", "review", response="o1", shows_key=True)
    assert "đáp án đúng" in html
    assert "chưa đúng" in html
