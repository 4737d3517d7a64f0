"""How a checkpoint names its groups of options to who cannot see them."""

import re

import pytest
from django.template.loader import render_to_string

from lms.lessons.rules.shape import clean_stream
from lms.lessons.selectors.rendering import Page, draw_block
from tests.factories.lessons import checkpoint


def shown(kind: str) -> str:
    (block,) = clean_stream([checkpoint(kind)])
    page = Page(actor=None, lesson_id=1, files={}, players={})
    return render_to_string("lessons/blocks/checkpoint.html", {"block": draw_block(block, page), "answers": {}})


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("single", ["Câu chốt 1: chọn một đáp án"]),
        ("multiple", ["Câu chốt 1: chọn một hoặc nhiều đáp án"]),
        ("true_false", ["Câu chốt 1", "Ý a: đúng hay sai", "Ý b: đúng hay sai"]),
        ("text", ["Câu chốt 1"]),
    ],
)
def test_groups_are_named_once_and_described_by_what_they_ask(kind, said):
    html = shown(kind)
    assert re.findall(r'<legend class="sr">(.*?)</legend>', html) == said
    described = re.findall(r'<fieldset[^>]* aria-describedby="([^"]+)"', html)
    assert len(described) == len(said)
    assert [key for key in described if html.count(f'id="{key}"') != 1] == []
    assert "radiogroup" not in html
