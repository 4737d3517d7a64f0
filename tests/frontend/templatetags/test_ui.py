"""Small components."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template import Context, Template
from django.utils import translation

from frontend.templatetags import ui


def render(source, **context):
    with translation.override("vi"):
        return Template("{% load ui parts vn bundles %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% icon 'bell' %}",
        "{% ring 46 %}",
        "{% bar 40 of=42 %}",
        "{% segments p %}",
        "{% sparkline p %}",
        "{% stackbar s %}",
        "{% weight 1000 %}",
        "{% chip 'a' 'amber' 'clock' %}",
        "{% empty 'a' %}",
    ],
)
def test_no_component_writes_an_inline_style(source):
    html = render(source, p=[100, 32], s=[(1, "done", "xong")])
    assert "style=" not in html


def test_icon_is_silent_unless_labelled():
    assert 'aria-hidden="true"' in ui.icon("bell")
    assert 'role="img" aria-label="đã xem"' in ui.icon("checks", label="đã xem")


def test_icon_unknown_name_draws_a_question_instead_of_failing():
    assert ui.icon("no-such-icon") == ui.icon("quiz")


def test_icon_aliases_all_lead_somewhere():
    assert set(ui.ALIASES.values()) <= set(ui.icon_names())


def test_label_is_escaped():
    assert "&lt;b&gt;" in ui.icon("bell", label="<b>")
    assert "<b>" not in ui.avatar(name="<b> <i>")
    assert "<script>" not in ui.chip("<script>")


def test_avatar_keeps_its_colour_by_uuid():
    person = SimpleNamespace(full_name="Bàn Văn Dũng", initials="VD", uuid=UUID(int=3))
    assert ui.avatar(person) == ui.avatar(SimpleNamespace(full_name="Bàn Văn Dũng (9A2)", initials="VD", uuid=UUID(int=3)))
    assert "c-sci" in ui.avatar(person)


@pytest.mark.parametrize(("value", "arc"), [(0, None), (46, "46.0 100"), (250, "100.0 100"), (None, None)])
def test_ring_draws_its_share(value, arc):
    html = ui.ring(value)
    assert (f'stroke-dasharray="{arc}"' in html) if arc else ("stroke-dasharray" not in html)


def test_segments_say_how_many_are_done():
    assert "xong 2 trong 3 phần" in render("{% segments p %}", p=[100, 100, 32])


def test_sparkline_of_nothing_is_nothing_and_marks_are_read_out():
    assert ui.sparkline([]) == ""
    assert ui.sparkline([None]) == ""
    html = render("{% sparkline p %}", p=[7, 6.5, 4.5])
    assert "Điểm gần đây: 7,0; 6,5; 4,5" in html
    assert 'class="spark low"' in html


def test_weight_warns_above_its_budget():
    assert "warn" not in ui.weight(84 * 1024)
    assert "warn" in ui.weight(200 * 1024)


@pytest.mark.parametrize(
    ("url", "path", "current"),
    [
        ("/lop/", "/lop/8a/", True),
        ("/lop/", "/lop/", True),
        ("/", "/", True),
        ("/", "/lop/", False),
        ("", "/", False),
        ("/thu-vien/", "/lop/", False),
    ],
)
def test_is_current_own_page_or_below(url, path, current):
    assert ui.is_current({"shell": SimpleNamespace(path=path)}, SimpleNamespace(url=url)) is current


@pytest.mark.parametrize(
    ("cookie", "account", "theme"),
    [("dark", "light", "dark"), ("", "dark", "dark"), ("evil", "light", "auto"), ("", "", "auto"), ("auto", "dark", "auto")],
)
def test_theme_device_before_account(cookie, account, theme):
    request = SimpleNamespace(COOKIES={"theme": cookie} if cookie else {})
    assert ui.theme({"request": request, "shell": SimpleNamespace(theme=account)}) == theme


def test_small_ring_that_is_full_shows_a_tick():
    assert ui.ring(100, size="s").endswith("✓</span>")
    assert ui.ring(99, size="s").endswith("99%</span>")
    assert ui.ring(1, of=1, text="1/1", size="s").endswith("1/1</span>")
    assert ui.ring(100).endswith("100%</span>")
