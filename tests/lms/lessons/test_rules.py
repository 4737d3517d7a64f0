"""Pure rules: markup, formulas, shapes, steps, checkpoints, findings, comparison."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lib import latex, markup
from lms.lessons.blocks import LESSON_BLOCKS, OptionBlock
from lms.lessons.errors import ContentRefused
from lms.lessons.rules import changes, checkpoints, checks, outline, shape
from tests.factories.lessons import checkpoint


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p onclick='x()'>Chào <b>em</b></p>", "<p>Chào <strong>em</strong></p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', '<p><a rel="noopener noreferrer">x</a></p>'),
        ("<p><img src=x onerror=alert(1)>a<svg onload=x><p>b", "<p>a</p><p>b</p>"),
        ('<p style="color:red"><font color=red>đỏ</font></p>', "<p>đỏ</p>"),
        ('<p><span data-latex="a<b &quot;x">rác</span></p>', '<p><span data-latex="a&lt;b &quot;x"></span></p>'),
        ('<p><span data-latex="x" data-display="block" class="k"></span></p>', '<p><span data-latex="x" data-display="block"></span></p>'),
        ("<p>a</p><p></p><p> </p>", "<p>a</p>"),
        ("<h1>To</h1><iframe src=//x></iframe>", "To"),
        ("<math><mtext><mglyph><svg><style><img src=x onerror=alert(1)>", ""),
    ],
)
def test_clean_html(dirty, clean):
    assert markup.clean_html(dirty).replace("<p></p>", "") == clean


@given(st.text(alphabet="<>/=\"'& abpimgscriptonload:javx", max_size=80))
def test_clean_html_leaves_nothing_that_runs_and_is_stable(text):
    once = markup.clean_html(text)
    assert markup.clean_html(once) == once
    lowered = once.lower()
    assert "<script" not in lowered
    assert "<img" not in lowered
    assert "<iframe" not in lowered


def test_formula_in_text_is_drawn_and_survives_cleaning():
    html = markup.clean_html(f"<p>Khi {markup.formula_span('a<b')} thì</p>")
    drawn = markup.with_formulas(html, latex.draw)
    assert "<math" in drawn
    assert "<mo>&lt;</mo>" in drawn
    assert markup.formulas_in(html) == ["a<b"]
    assert markup.plain_text(html) == "Khi a<b thì"


@pytest.mark.parametrize(
    "source",
    [
        r"\tan\alpha=\frac{\text{cạnh đối}}{\text{cạnh kề}}", r"\begin{cases}x+y=1\\x-y=3\end{cases}", r"\sqrt[3]{2}", r"\vec{a}",
        r"\begin{aligned}a&=b\\&=c\end{aligned}", r"\overline{AB} \parallel \widehat{ABC}", r"\lim_{x\to 0}\int_0^1 x\,dx", r"3,5\in\mathbb{R}",
        r"\left\{ x \right.", r"\overset{\frown}{AB}", r"\Delta ABC \backsim \Delta DEF", r"90^\circ",
    ],
)  # fmt: skip
def test_school_formulas_are_drawn(source):
    assert latex.mathml(source, True).startswith('<math display="block">')


@pytest.mark.parametrize(
    ("source", "code"), [(r"\frac{1", "formula.unfinished"), (r"\khonghieu x", "formula.unknown"), ("x" * 2001, "formula.long")]
)
def test_bad_formula_is_told_and_still_readable(source, code):
    with pytest.raises(latex.FormulaProblem) as problem:
        latex.mathml(source)
    assert problem.value.code == code
    assert latex.draw(source).startswith('<code class="bad-formula">')


def test_formulas_are_said_in_plain_signs():
    assert markup.spoken_latex(r"\tan\alpha=\frac{\text{cạnh đối}}{\text{cạnh kề}}") == "tan α=cạnh đối/cạnh kề"
    assert markup.plain_text('<p>Khi <span data-latex="\\alpha=60^\\circ"></span>, a&lt;b</p>') == "Khi α=60°, a<b"


def test_formula_text_cannot_smuggle_markup():
    drawn = latex.draw(r"\text{<script>alert(1)</script>} \href{javascript:x}{y} \style{color:red}{z}")
    assert "<script" not in drawn
    assert "javascript" not in drawn
    assert "style=" not in drawn


def test_shapes_are_the_fields_of_the_stream_blocks():
    assert {name: set(block.child_blocks) for name, block in LESSON_BLOCKS} == {name: set(fields) for name, fields in shape.SHAPES.items()}
    assert set(OptionBlock().child_blocks) == set(shape.OPTION)


def test_clean_stream_fills_cleans_and_keeps_ids():
    raw = [
        {"type": "text", "id": "abcd-1", "value": {"html": "<p>x<script>1</script></p>", "thua": 1}},
        {"type": "text", "id": "abcd-1", "value": {"html": "<p>y</p>"}},
        {
            "type": "columns",
            "value": {"left": [{"type": "text", "value": {"html": "z"}}, {"type": "checkpoint", "value": {}}], "right": None or []},
        },
        {"type": "table", "value": {"rows": [["a"], ["b", "c"], "rác"]}},
        {"type": "picture", "value": {"file": "không phải uuid", "alt": 5, "decorative": "yes"}},
    ]
    clean = shape.clean_stream(raw)
    assert clean[0] == {"type": "text", "id": "abcd-1", "value": {"html": "<p>x</p>"}}
    assert clean[1]["id"] != "abcd-1"
    assert [child["type"] for child in clean[2]["value"]["left"]] == ["text"]
    assert clean[3]["value"]["rows"] == [["a", ""], ["b", "c"]]
    assert (clean[4]["value"]["file"], clean[4]["value"]["alt"], clean[4]["value"]["decorative"]) == ("", "", False)
    assert shape.clean_stream(clean) == clean
    json.dumps(clean)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("x", "content.shape"), (None, "content.shape"), ([1], "content.block"), ([{"type": "script", "value": {}}], "content.block"),
        ([{"type": "text", "value": {}}] * 301, "content.too_many"), ([{"type": "text", "value": {"html": "a" * 100_001}}], "content.text_too_long"),
    ],
)  # fmt: skip
def test_clean_stream_refuses(raw, code):
    with pytest.raises(ContentRefused) as refused:
        shape.clean_stream(raw)
    assert refused.value.code == code


def test_steps_have_parts_titles_and_time():
    body = shape.clean_stream(
        [
            {"type": "heading", "value": {"level": "2", "text": "Khởi động"}},
            {"type": "text", "value": {"html": "<p>Cây đa và bóng nắng. " + "chữ " * 340 + "</p>"}},
            {"type": "heading", "value": {"level": "2", "text": "Kiểm tra nhanh"}},
            {"type": "heading", "value": {"level": "3", "text": "Nhỏ"}},
            checkpoint(must_pass=True),
        ]
    )
    first, second = outline.steps_of(body)
    assert (first.title, first.part, first.part_title, first.kind) == ("Cây đa và bóng nắng", 0, "Khởi động", "text")
    assert 110 <= first.seconds <= 130
    assert (second.part, second.part_title, second.is_checkpoint, second.must_pass) == (1, "Kiểm tra nhanh", True, True)


CASES = [
    (checkpoint(), "opt-b", "opt-a"),
    (checkpoint("multiple"), ["opt-b"], ["opt-a", "opt-b"]),
    (checkpoint("true_false"), {"opt-a": False, "opt-b": True}, {"opt-a": True, "opt-b": True}),
    (checkpoint("text", accepted="Pythagore\nPi-ta-go", options=[]), "  pi-TA-go. ", "Ta-lét"),
    (checkpoint("number", number="20,8", tolerance="0,1", options=[]), "20.75", "21"),
    (checkpoint("number", number="4", options=[]), "4,0", "5"),
]


@pytest.mark.parametrize(("block", "right", "wrong"), CASES)
def test_grading(block, right, wrong):
    value = shape.clean_stream([block])[0]["value"]
    value["explanation"], value["hint"] = "<p>vì thế</p>", "gợi ý"
    assert checkpoints.problem(value) is None
    good, bad = checkpoints.grade(value, right), checkpoints.grade(value, wrong)
    assert (good.is_correct, good.explanation) == (True, "<p>vì thế</p>")
    assert (bad.is_correct, bad.explanation) == (False, "")
    assert bad.feedback in ("nhầm", "gợi ý")
    for nonsense in (None, 7, [], {}, "", ["x"], {"opt-a": "?"}):
        checkpoints.grade(value, nonsense)


@pytest.mark.parametrize(("block", "right", "wrong"), CASES)
def test_seal_of_a_must_pass_checkpoint_tells_right_from_wrong_without_the_key(block, right, wrong):
    clean = shape.clean_stream([block])[0]
    clean["value"] |= {"must_pass": True, "explanation": "<p>vì thế</p>"}
    sealed = checkpoints.seal(clean, salt="s")
    assert "explanation" not in sealed
    assert "texts" not in sealed
    assert "is_right" not in json.dumps(sealed)
    if sealed["digests"] is None:
        assert "number" not in sealed
        return
    kind = clean["value"]["kind"]
    assert checkpoints.digest("s", checkpoints.canonical(kind, right)) in sealed["digests"]
    assert checkpoints.digest("s", checkpoints.canonical(kind, wrong)) not in sealed["digests"]


def test_findings_are_gentle_and_ordered():
    body = shape.clean_stream(
        [
            {"type": "heading", "id": "head-1", "value": {"level": "3", "text": "Nhỏ trước"}},
            {"type": "picture", "id": "pict-1", "value": {"file": "0b0a3a2e-4b7c-4e0e-9a53-0d3f1d8f0001", "alt": ""}},
            {"type": "text", "id": "text-1", "value": {"html": f"<p>{'chữ ' * 130}</p>"}},
            {"type": "video", "id": "vide-1", "value": {"file": "0b0a3a2e-4b7c-4e0e-9a53-0d3f1d8f0001"}},
            {"type": "formula", "id": "form-1", "value": {"latex": r"\frac{1"}},
            checkpoint(prompt=""),
        ]
    )
    codes = [finding.code for finding in checks.findings(body)]
    assert codes == ["heading.order", "picture.no_alt", "text.long", "video.no_transcript", "formula.unfinished", "checkpoint.no_prompt"]
    assert checks.blocking(body).code == "checkpoint.no_prompt"


def test_compare_says_what_happened_to_each_block():
    def block(key, words):
        return {"type": "text", "id": key, "value": {"html": words}}

    before = [block("a", "1"), block("b", "2"), block("c", "3"), block("d", "4")]
    after = [block("b", "2"), block("c", "ba"), block("a", "1"), block("e", "5")]
    lines = [(line.state, (line.after or line.before)["id"]) for line in changes.compare(before, after)]
    assert lines == [("same", "b"), ("changed", "c"), ("moved", "a"), ("added", "e"), ("removed", "d")]
