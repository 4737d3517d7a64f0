"""What was exported imports again to the same questions, for each format within what it holds; what it can't hold is said."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from assessment.hooks import ItemKind
from assessment.items.interop.comparing import differences, normal
from assessment.items.interop.exporting import WRITERS, write_file
from assessment.items.interop.types import Media, OutQuestion
from tests.assessment.kinds.samples import ALL

KEY = "5b0b4a0e-7f7e-4a0c-9d38-0f1e2d3c4b5a"
QTI = {"single_choice", "multiple_response", "true_false", "matching", "ordering", "cloze", "hotspot", "essay", "stimulus", "short_answer"}
HOLDS = {  # kinds a format holds wholly when nothing is asked of it that stands in `ASKED`
    "qti22": QTI,
    "qti30": QTI,
    "moodle": {"single_choice", "multiple_response", "matching", "ordering", "essay", "stimulus", "short_answer", "true_false"},
    "gift": {"single_choice", "multiple_response", "matching", "short_answer"},
    "word": {"single_choice", "true_false", "short_answer"},
    "excel": {"single_choice", "true_false", "matching", "short_answer", "stimulus"},
}

LETTERS = "abcdeghiklmnopqrstuvxyàáâãèéêìíòóôõùúăđĩũơưạảấầẩẫậắằẵặẹẻẽếềệ"
word = st.text(LETTERS, min_size=2, max_size=7)
words = st.lists(word, min_size=2, max_size=6).map(" ".join)
formula = st.sampled_from(["x^2", "\\frac{1}{2}", "\\sqrt{x+1}", "a<b", "\\alpha_1"]).map(
    lambda latex: f'<span data-latex="{latex.replace("<", "&lt;")}"></span>'
)
piece = st.one_of(
    words,
    words,
    words.map(lambda text: f"<strong>{text}</strong>"),
    words.map(lambda text: f"<em>{text}</em>"),
    formula,
    st.just("1 &lt; 2 &amp; 3"),
)
phrases = st.lists(piece, min_size=1, max_size=3).map(" ".join)
blocks = st.lists(phrases, min_size=1, max_size=3).map(lambda rows: "".join(f"<p>{row}</p>" for row in rows))
plain = st.one_of(words, formula)


def rows(prefix, make, least, most):
    texts = st.lists(plain, min_size=least, max_size=most, unique=True)
    return texts.map(lambda found: [{"id": f"{prefix}{place}", "html": text, **make} for place, text in enumerate(found, 1)])


@st.composite
def choice(draw, several=False):
    options = draw(rows("o", {"feedback": "", "is_pinned": False}, 4, 6))
    right = draw(st.sets(st.integers(0, len(options) - 1), min_size=2 if several else 1, max_size=3 if several else 1))
    options = [{**row, "is_right": place in right} for place, row in enumerate(options)]
    return {"options": options, "shuffles": True, **({"scoring": "all"} if several else {})}


@st.composite
def cluster(draw):
    statements = draw(rows("s", {}, 4, 4))
    return {"statements": [{**row, "is_true": draw(st.booleans())} for row in statements], "scoring": "each"}


@st.composite
def pairs(draw):
    left, right = draw(rows("l", {}, 2, 4)), draw(rows("r", {}, 4, 5))
    return {
        "left": left,
        "right": right[: len(left)] + right[len(left) :][:1],
        "pairs": [[f"l{place}", f"r{place}"] for place in range(1, len(left) + 1)],
        "scoring": "each",
    }


@st.composite
def gaps(draw):
    answers = draw(st.lists(word, min_size=1, max_size=3, unique=True))
    made = [
        {"id": f"g{place}", "mode": "text", "accepted": [{"text": text, "ratio": 1.0}], "weight": 1.0}
        for place, text in enumerate(answers, 1)
    ]
    text = " ".join(f'{draw(words)} <span data-gap="{gap["id"]}"></span>' for gap in made)
    return {"prompt": f"<p>{text} {draw(word)}</p>", "gaps": made}


levels = st.lists(
    st.fixed_dictionaries({"points": st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0]), "text": st.one_of(st.just(""), words)}), max_size=3
)
rubrics = st.lists(st.fixed_dictionaries({"title": words, "levels": levels}), max_size=3).map(lambda rows: {"criteria": rows})
numbers = st.integers(-9999, 9999).map(str)
MAKERS = {
    "single_choice": choice(),
    "multiple_response": choice(several=True),
    "true_false": cluster(),
    "short_answer": st.one_of(
        st.fixed_dictionaries(
            {
                "mode": st.just("number"),
                "accepted": numbers.map(lambda text: [{"text": text, "ratio": 1.0}]),
                "tolerance": st.sampled_from(["", "0,5"]),
            }
        ),
        words.map(lambda text: {"mode": "text", "accepted": [{"text": text, "ratio": 1.0}]}),
    ),
    "matching": pairs(),
    "ordering": rows("e", {}, 3, 5).map(lambda entries: {"entries": entries, "scoring": "all"}),
    "cloze": gaps(),
    "essay": blocks.map(lambda html: {"model_answer": html, "takes_files": False}),
    "marked": st.fixed_dictionaries(
        {
            "model_answer": st.one_of(st.just(""), blocks),
            "rubric": rubrics,
            "takes_files": st.booleans(),
            "lines": st.integers(0, 60),
            "min_words": st.integers(0, 500),
            "max_words": st.integers(0, 900),
        }
    ),
    "grid": st.tuples(numbers, st.integers(4, 6)).map(
        lambda drawn: {"mode": "grid", "accepted": [{"text": drawn[0], "ratio": 1.0}], "cells": drawn[1]}
    ),
    "stimulus": blocks.map(lambda html: {"passage": html, "title": "Bài đọc"}),
}
# What a format is known not to hold of what is drawn here (beside kinds it has no word for)
KNOWN = {
    "gift": {"shuffles", "title", "explanation"},
    "word": {"scoring", "steps", "tolerance", "mode", "prompt", "explanation"},
    "excel": {"scoring", "steps", "title", "tolerance", "mode", "shuffles"},
    "moodle": {"steps", "scoring"},
}


@st.composite
def question(draw, form):
    kind = draw(st.sampled_from(sorted(HOLDS[form] & MAKERS.keys())))
    content = {"prompt": draw(blocks), "explanation": draw(st.one_of(st.just(""), blocks)), **draw(MAKERS[kind])}
    return OutQuestion("X", kind, ItemKind.of(kind).clean(content))


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_what_was_exported_imports_again_to_the_same(form):
    several = st.lists(question(form), min_size=1, max_size=4)

    @settings(max_examples=8 if form == "word" else 25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(several)
    def check(drawn):
        named = [OutQuestion(f"TO-{place}", row.kind, row.content) for place, row in enumerate(drawn, 1)]
        lost = {(key, part.split(".")[0]) for key, part in write_file(form, named, {}).lost}
        stray = {(key, part) for key, part in lost if part not in KNOWN.get(form, set()) and not (form == "word" and part == "kind")}
        assert stray == set(), (form, stray)

    check()


metas = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from(["nb", "th", "vd", "vdc"]),
        "points": st.sampled_from([0.25, 0.5, 1.0, 0.125]),
        "difficulty": st.sampled_from([0.3, 0.75, 1.0]),
        "tags": st.lists(words, min_size=1, max_size=3, unique=True),
        "subject": words,
        "grade": words,
        "outcome": words,
        "source": words,
        "folder": st.lists(words, min_size=1, max_size=3),
    },
)


@st.composite
def held_by_qti(draw):
    name = draw(st.sampled_from(["marked", "grid", "single_choice", "true_false", "ordering"]))
    kind = {"marked": "essay", "grid": "short_answer"}.get(name, name)
    content = {"prompt": draw(blocks), "hints": draw(st.lists(blocks, max_size=3)), **draw(MAKERS[name])}
    return OutQuestion("Q", kind, ItemKind.of(kind).clean(content), draw(metas))


@pytest.mark.parametrize("form", ["qti22", "qti30"])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=held_by_qti())
def test_qti_keeps_hints_rubrics_the_grid_and_what_is_known_of_a_question(form, question):
    from assessment.items.interop.exporting import READERS

    written = write_file(form, [question], {})
    assert written.lost == []
    assert READERS["qti"](written.data, "x").questions[0].meta == question.meta


def picture():
    out = io.BytesIO()
    Image.new("RGB", (80, 48), (9, 99, 9)).save(out, "PNG")
    return out.getvalue()


WIDE, HIGH = 80, 48
across, down = st.integers(0, WIDE - 1), st.integers(0, HIGH - 1)
drawn_areas = st.one_of(
    st.tuples(across, down).flatmap(
        lambda at: st.tuples(st.just(at[0]), st.just(at[1]), st.integers(1, WIDE - at[0]), st.integers(1, HIGH - at[1])).map(
            lambda px: ("rect", [px[0] / WIDE, px[1] / HIGH, px[2] / WIDE, px[3] / HIGH])
        )
    ),
    st.tuples(across, down, st.integers(1, WIDE)).map(lambda px: ("circle", [px[0] / WIDE, px[1] / HIGH, px[2] / WIDE])),
    st.lists(st.tuples(across, down), min_size=3, max_size=9).map(
        lambda points: ("poly", [value for x, y in points for value in (x / WIDE, y / HIGH)])
    ),
)


@pytest.mark.parametrize("shows", [True, False])
@pytest.mark.parametrize("form", ["qti22", "qti30"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(areas=st.lists(drawn_areas, min_size=1, max_size=5))
def test_areas_drawn_in_whole_pixels_come_back_exactly(form, shows, areas):
    from assessment.items.interop.exporting import READERS

    rows = [
        {"shape": shape, "coords": coords, "label": f"Vùng {place}", "is_right": place == 0} for place, (shape, coords) in enumerate(areas)
    ]
    facts = {"prompt": "<p>Ở đâu?</p>", "picture": KEY, "width": WIDE, "height": HIGH}
    kinds = [("hotspot", "areas", {"areas": rows, "shows_areas": shows})]
    if shows:
        kinds.append(("drag_drop", "zones", {"zones": rows, "labels": [{"html": "Sắt", "zones": ["z1"]}]}))
    for key, name, content in kinds:
        clean = ItemKind.of(key).clean({**facts, **content})
        write, reader = WRITERS[form]
        read = READERS[reader](write([OutQuestion("Q", key, clean)], {KEY: Media("a.png", picture())}).data, "x").questions[0]
        back = ItemKind.of(key).clean({**read.content, "picture": KEY})
        assert [(row["shape"], row["coords"]) for row in back[name]] == [(row["shape"], row["coords"]) for row in clean[name]], key


@pytest.mark.parametrize("form", ["qti22", "qti30", "moodle", "word"])
def test_pictures_come_back(form):
    content = ItemKind.of("single_choice").clean({
        "prompt": f'<p>Hình: <img data-file="{KEY}" alt="lá cờ"></p>',
        "options": [{"id": f"o{place}", "html": text, "is_right": place == 1} for place, text in enumerate(("một", "hai", "ba", "bốn"), 1)],
    })  # fmt: skip
    assert write_file(form, [OutQuestion("TO-1", "single_choice", content)], {KEY: Media("co.png", picture())}).lost in (
        [],
        [("TO-1", "prompt")],
    )


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_what_cannot_be_held_is_named_for_every_kind(form):
    questions = [OutQuestion(kind, kind, ItemKind.of(kind).clean(content)) for kind, content in ALL.items()]
    media = {content["picture"]: Media("a.png", picture()) for content in ALL.values() if content.get("picture")}
    lost = write_file(form, questions, media).lost
    assert {key for key, part in lost if part in ("all", "count")} == set()
    written = {key for key in ALL if (key, "kind") not in lost}
    assert written >= HOLDS[form] - {"stimulus", "true_false"}


def test_a_passage_keeps_its_questions():
    choice_content = ItemKind.of("single_choice").clean(
        {"prompt": "<p>Hỏi?</p>", "options": [{"html": text, "is_right": text == "a"} for text in "abcd"]}
    )
    passage = ItemKind.of("stimulus").clean({"passage": "<p>Đoạn văn.</p>"})
    questions = [
        OutQuestion("P", "stimulus", passage),
        OutQuestion("Q1", "single_choice", choice_content, {}, "P"),
        OutQuestion("Q2", "single_choice", {**choice_content, "prompt": "<p>Khác?</p>"}, {}, "P"),
    ]
    from assessment.items.interop.exporting import READERS

    for form in ("qti22", "qti30", "word", "excel"):
        write, reader = WRITERS[form]
        read = READERS[reader](write(questions, {}).data, "x")
        assert [row.stimulus for row in read.questions] == [None, 0, 0], form


def test_levels_points_tags_and_folders_come_back():
    content = ItemKind.of("single_choice").clean(
        {"prompt": "<p>Hỏi?</p>", "options": [{"html": text, "is_right": text == "a"} for text in "abcd"]}
    )
    from assessment.items.interop.exporting import READERS

    question = OutQuestion(
        "Q",
        "single_choice",
        content,
        {"level": "th", "points": 0.5, "tags": ["ôn tập"], "folder": ["Đại số", "Căn/bậc"], "source": "Đề cũ"},
    )
    excel = READERS["excel"](WRITERS["excel"][0]([question], {}).data, "x").questions[0].meta
    assert (excel["level"], excel["points"], excel["tags"], excel["source"]) == ("TH", "0,5", ["ôn tập"], "Đề cũ")
    moodle = READERS["moodle"](WRITERS["moodle"][0]([question], {}).data, "x").questions[0].meta
    assert (moodle["points"], moodle["tags"], moodle["folder"]) == (0.5, ["ôn tập"], ["Đại số", "Căn/bậc"])
    assert READERS["word"](WRITERS["word"][0]([question], {}).data, "x").questions[0].meta["level"] == "th"


def test_comparing_sees_what_differs_and_only_that():
    content = ItemKind.of("single_choice").clean(ALL["single_choice"])
    renamed = {**content, "options": [{**row, "id": f"x{row['id']}"} for row in content["options"]]}
    assert differences("single_choice", content, "single_choice", renamed) == []
    assert differences("single_choice", content, "single_choice", {**content, "prompt": "<p>Khác</p>"}) == ["prompt"]
    assert differences("single_choice", content, "essay", content) == ["kind"]
    assert normal("cloze", ALL["cloze"])["gaps"][0]["id"] == "gaps1"


def test_cells_that_look_like_formulas_stay_words():
    from openpyxl import load_workbook

    content = ItemKind.of("short_answer").clean({"prompt": "<p>=1+1</p>", "mode": "text", "accepted": [{"text": "=2"}]})
    written = write_file("excel", [OutQuestion("Q", "short_answer", content)], {})
    assert written.lost == []
    assert all(cell.data_type != "f" for row in load_workbook(io.BytesIO(written.data)).worksheets[0] for cell in row)
