"""Exams in Word in the styles of 2.5: who marks what how, and what is doubtful stays a question with its reason."""

import io
import re
import zipfile

import pytest

from assessment.items.interop.types import UnreadableError
from assessment.items.interop.word.marking import is_red, numeral
from assessment.items.interop.word.patterns import form_of_part, level_of, points_of, signs_of
from assessment.items.interop.word.reader import read_word
from core.lib.markup import plain_text

from .word_exams import exam

FOUR = ("A. một", "B. hai", "C. ba", "D. bốn")


def questions(*lines):
    return [row for row in read_word(exam(*lines)).questions if row.kind != "stimulus"]


def right(question):
    rows = question.content["options"]
    return "".join("ABCDEF"[place] for place, row in enumerate(rows) if row["is_right"])


def codes(question):
    return [issue.code for issue in question.issues]


def words(html):
    return plain_text(html)


def signs(question):
    return "".join({True: "Đ", False: "S", None: "?"}[row["is_true"]] for row in question.content["statements"])


# One style each


def test_underlined_letter_options_each_on_a_line():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "{u:B}. Hà Nội", "C. Vinh", "D. Đà Lạt")
    assert (one.kind, right(one), codes(one)) == ("single_choice", "B", [])
    assert [row["html"] for row in one.content["options"]] == ["Huế", "Hà Nội", "Vinh", "Đà Lạt"]
    assert one.content["prompt"] == "<p>Thủ đô?</p>"


def test_underlined_whole_option_loses_the_underline_that_marked_it():
    (one,) = questions("Câu 1: Thủ đô?", "A. Huế", "B. {u:Hà Nội}", "C. Vinh", "D. Đà Lạt")
    assert right(one) == "B"
    assert one.content["options"][1]["html"] == "Hà Nội"


def test_red_option_on_one_line_with_tabs():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế\tB. Vinh\t{r:C. Hà Nội}\tD. Đà Lạt")
    assert right(one) == "C"
    assert [row["html"] for row in one.content["options"]] == ["Huế", "Vinh", "Hà Nội", "Đà Lạt"]


def test_highlighted_option_counts_as_red():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "B. Vinh", "{y:C. Hà Nội}", "D. Đà Lạt")
    assert right(one) == "C"


def test_star_before_the_letter_and_pins():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "*B. Hà Nội", "C. Vinh", "#D. Đà Lạt")
    assert right(one) == "B"
    assert [row["is_pinned"] for row in one.content["options"]] == [False, False, False, True]


def test_star_and_pin_together():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "B. Vinh", "#*C. Hà Nội", "D. Đà Lạt")
    assert right(one) == "C"
    assert one.content["options"][2]["is_pinned"]


def test_only_one_bold_option():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "{b:B. Hà Nội}", "C. Vinh", "D. Đà Lạt")
    assert right(one) == "B"


def test_two_bold_options_say_nothing():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "{b:B. Hà Nội}", "{b:C. Vinh}", "D. Đà Lạt")
    assert (right(one), codes(one)) == ("", ["key.none"])


def test_all_letters_bold_are_decoration():
    (one,) = questions("{b:Câu 1.} Thủ đô?", "{b:A.} Huế", "{b:B.} Hà Nội", "{b:C.} Vinh", "{b:D.} Đà Lạt")
    assert (right(one), codes(one)) == ("", ["key.none"])
    assert one.content["options"][0]["html"] == "Huế"


def test_told_right_in_brackets():
    (one,) = questions("Câu 1. Thủ đô?", "A. Huế", "B. Hà Nội (đúng)", "C. Vinh", "D. Đà Lạt")
    assert right(one) == "B"
    assert one.content["options"][1]["html"] == "Hà Nội"


def test_question_in_english_with_solution():
    (one,) = questions("Question 1: She ____ to school.", "A. go   B. goes   C. going   D. gone", "Explanation: Ngôi thứ ba.", "Chọn B.")
    assert right(one) == "B"
    assert words(one.content["explanation"]) == "Ngôi thứ ba."


def test_bai_and_single_blanks_between_options():
    (one,) = questions("Bài 1: Thủ đô?", "A. Huế B. Hà Nội C. Vinh D. Đà Lạt", "Đáp án: B")
    assert right(one) == "B"
    assert len(one.content["options"]) == 4


def test_options_after_the_stem_on_its_line():
    (one,) = questions("Câu 1. Thủ đô là A. Huế B. {u:Hà Nội} C. Vinh D. Đà Lạt")
    assert words(one.content["prompt"]) == "Thủ đô là"
    assert right(one) == "B"


def test_options_in_a_table_without_borders():
    (one,) = questions("Câu 1. Thủ đô?", [["A. Huế", "B. Vinh"], ["{u:C}. Hà Nội", "D. Đà Lạt"]])
    assert right(one) == "C"


def test_word_numbers_questions_and_options():
    lines = []
    for number in (1, 2):
        lines.append(("num", "q", "decimal", "Câu %1.", f"Hỏi {number}?"))
        lines += [("num", f"o{number}", "upperLetter", "%1.", text) for text in ("một", "{u:hai}", "ba", "bốn")]
    found = questions(*lines)
    assert [(words(one.content["prompt"]), right(one)) for one in found] == [("Hỏi 1?", "B"), ("Hỏi 2?", "B")]
    assert found[1].place.question == "2"


def test_bare_numbers_and_brackets():
    one, two = questions("1. Hỏi một?", "A) x", "*B) y", "C) z", "2. Hỏi hai?", "A) x", "B) y", "*C) z")
    assert (right(one), right(two)) == ("B", "C")


def test_key_table_across_wins_over_underline_and_says_so():
    (one, two) = questions(
        "Câu 1. Hỏi?", "{u:A}. một", *FOUR[1:], "Câu 2. Hỏi nữa?", *FOUR, "BẢNG ĐÁP ÁN", [["Câu", "1", "2"], ["Đáp án", "C", "D"]]
    )  # fmt: skip
    assert (right(one), codes(one)) == ("C", ["key.conflict"])
    assert (right(two), codes(two)) == ("D", [])


def test_key_table_down_twice_side_by_side():
    rows = [["Câu", "Đáp án", "Câu", "Đáp án"], ["1", "A", "2", "B"]]
    one, two = questions("Câu 1. Hỏi?", *FOUR, "Câu 2. Hỏi nữa?", *FOUR, "ĐÁP ÁN", rows)
    assert (right(one), right(two)) == ("A", "B")


@pytest.mark.parametrize("line", ["1-A 2-B", "1.A 2.B", "1A 2B", "Câu 1: A; Câu 2: B", "1) A, 2) B"])
def test_key_lists(line):
    one, two = questions("Câu 1. Hỏi?", *FOUR, "Câu 2. Hỏi nữa?", *FOUR, "ĐÁP ÁN", line)
    assert (right(one), right(two)) == ("A", "B")


def test_keys_per_part_with_clusters_and_short_answers():
    found = questions(
        "PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn", "Câu 1. Hỏi?", *FOUR,
        "PHẦN II. Câu trắc nghiệm đúng sai", "Câu 1. Xét:", "a) m", "b) n", "c) p", "d) q",
        "PHẦN III. Câu trắc nghiệm trả lời ngắn", "Câu 1. Tính?",
        "ĐÁP ÁN", "PHẦN I", "1. D", "PHẦN II", [["Câu", "1"], ["a)", "Đ"], ["b)", "S"], ["c)", "S"], ["d)", "Đ"]], "PHẦN III", [["Câu", "1"], ["Đáp án", "-1,5"]],
    )  # fmt: skip
    assert [one.kind for one in found] == ["single_choice", "true_false", "short_answer"]
    assert right(found[0]) == "D"
    assert signs(found[1]) == "ĐSSĐ"
    assert (found[2].content["mode"], found[2].content["accepted"]) == ("grid", [{"text": "-1,5", "ratio": 1.0}])
    assert all(not one.issues for one in found)


@pytest.mark.parametrize("line", ["1. ĐSSĐ", "Câu 1: a) Đ b) S c) S d) Đ", "1: Đ - S - S - Đ", "Câu 1: Đúng, Sai, Sai, Đúng"])
def test_key_lists_of_clusters(line):
    (one,) = questions("PHẦN II. Câu trắc nghiệm đúng sai", "Câu 1. Xét:", "a) m", "b) n", "c) p", "d) q", "ĐÁP ÁN", "PHẦN II", line)
    assert signs(one) == "ĐSSĐ"


@pytest.mark.parametrize(
    "lines",
    [
        ("{u:a}) m", "b) n", "c) p", "{u:d}) q"),
        ("a) m (Đ)", "b) n (S)", "c) p (S)", "d) q (Đ)"),
        ("a) m – Đúng", "b) n – Sai", "c) p – Sai", "d) q – Đúng"),
        ("a) [Đ] m", "b) [S] n", "c) [S] p", "d) [Đ] q"),
        ("*a) m", "b) n", "c) p", "*d) q"),
        ("{r:a)} m", "b) n", "c) p", "{r:d)} q"),
        ("a) m\tĐ", "b) n\tS", "c) p\tS", "d) q\tĐ"),
    ],
)
def test_statements_and_their_marks(lines):
    (one,) = questions("Câu 1. Xét các khẳng định, đúng hay sai?", *lines)
    assert (one.kind, signs(one), codes(one)) == ("true_false", "ĐSSĐ", [])
    assert [row["html"] for row in one.content["statements"]] == ["m", "n", "p", "q"]


def test_cluster_without_marks_keeps_its_statements_and_asks():
    (one,) = questions("PHẦN II. Câu trắc nghiệm đúng sai", "Câu 1. Xét:", "a) m", "b) n", "c) p", "d) q")
    assert (signs(one), codes(one)) == ("????", ["key.none"])
    assert one.issues[0].level == "bad"


def test_letters_in_an_essay_are_its_parts_not_statements():
    (one,) = questions("PHẦN II. TỰ LUẬN", "Câu 1. (2 điểm) Cho tam giác ABC.", "a) Chứng minh.", "b) Tính.")
    assert one.kind == "essay"
    assert "a) Chứng minh." in words(one.content["prompt"])
    assert one.meta["points"] == 2.0


def test_old_exam_in_two_parts():
    found = questions(
        "I. TRẮC NGHIỆM (3 điểm)",
        "Câu 1. Hỏi?",
        "*A. một",
        *FOUR[1:],
        "II. TỰ LUẬN (7 điểm)",
        "Câu 2. Viết đoạn văn.",
        "Hướng dẫn chấm: Đủ ý.",
    )
    assert [one.kind for one in found] == ["single_choice", "essay"]
    assert words(found[1].content["explanation"]) == "Đủ ý."


@pytest.mark.parametrize(
    ("head", "level", "points"),
    [
        ("Câu 1 (NB). Hỏi?", "nb", None),
        ("Câu 1. [TH] Hỏi?", "th", None),
        ("Câu 1 (lớp 9): Hỏi?", None, None),
        ("Câu 1: (Vận dụng) (0,5 điểm) Hỏi?", "vd", 0.5),
        ("Câu 1. Hỏi? [VDC]", "vdc", None),
        ("[NB] Câu 1. Hỏi?", "nb", None),
    ],
)
def test_levels_and_points_written_at_the_question(head, level, points):
    found = questions(head, "*A. một", *FOUR[1:])
    assert (found[0].meta.get("level"), found[0].meta.get("points")) == (level, points)


def test_passage_for_a_range_of_questions():
    read = read_word(
        exam("Dựa vào thông tin sau đây, trả lời các câu hỏi từ câu 1 đến câu 2:", "Sông Lô dài 470 km.", "Câu 1. Dài?", "*A. một", *FOUR[1:],
             "Câu 2. Ở đâu?", "*A. một", *FOUR[1:], "Câu 3. Khác?", "*A. một", *FOUR[1:])
    )  # fmt: skip
    assert [row.kind for row in read.questions] == ["stimulus", *["single_choice"] * 3]
    assert [row.stimulus for row in read.questions] == [None, 0, 0, None]
    assert read.questions[0].content["passage"] == "<p>Sông Lô dài 470 km.</p>"


def test_group_of_mcmix_with_breaks():
    read = read_word(
        exam("[<g>]", "Đoạn văn chung.", "Câu 1. Một?", "*A. một", *FOUR[1:], "[<br>]", "Câu 2. Hai?", "*A. một", *FOUR[1:], "[</g>]",
             "Câu 3. Ba?", "*A. một", *FOUR[1:])
    )  # fmt: skip
    assert [row.stimulus for row in read.questions] == [None, 0, 0, None]
    assert words(read.questions[0].content["passage"]) == "Đoạn văn chung."


@pytest.mark.parametrize(
    ("mark", "of_questions", "of_options"), [("<g0>", False, False), ("<g1>", True, False), ("<g2>", False, True), ("<#g3>", True, True)]
)
def test_groups_of_young_mix_say_what_is_shuffled(mark, of_questions, of_options):
    read = read_word(exam(f"{mark} Đọc đoạn văn.", "Câu 1. Một?", "*A. một", *FOUR[1:]))
    assert read.questions[0].content["shuffles"] is of_questions
    assert read.questions[1].content["shuffles"] is of_options


def test_aztest_has_neither_numbers_nor_letters():
    one, two = questions("Thủ đô?", "Huế", "*Hà Nội", "Vinh", "> Từ năm 1010.", "", "Sông lớn nhất?", "*Sông Hồng", "Sông Lô")
    assert (right(one), right(two)) == ("B", "A")
    assert words(one.content["explanation"]) == "Từ năm 1010."


def test_all_of_the_above_keeps_its_place():
    (one,) = questions("Câu 1. Hỏi?", "*A. một", "B. hai", "C. Cả A và B", "D. Tất cả đều đúng")
    assert [row["is_pinned"] for row in one.content["options"]] == [False, False, True, True]


def test_formula_and_picture_stay_in_their_place():
    read = read_word(exam("Câu 1. Tính {m:x} rồi xem hình:", ("img",), "A. {m:2}\t{u:B}. {m:3}\tC. {m:4}\tD. {m:5}"))
    (one,) = read.questions
    assert 'Tính <span data-latex="\\frac{1}{x}"></span> rồi' in one.content["prompt"]
    (key,) = read.media
    assert f'<img data-file="{key}"' in one.content["prompt"]
    assert one.content["options"][2]["html"] == '<span data-latex="\\frac{1}{4}"></span>'
    assert right(one) == "B"


def test_picture_after_the_options_is_noted():
    (one,) = questions("Câu 1. Hỏi?", "*A. một", *FOUR[1:], ("img",))
    assert codes(one) == ["picture.loose"]
    assert "<img" in one.content["prompt"]


def test_short_answer_kinds():
    found = questions(
        "PHẦN III. Câu trắc nghiệm trả lời ngắn",
        "Câu 1. x?",
        "Đáp án: 0,25",
        "Câu 2. y?",
        "Đáp án: 12345",
        "Câu 3. z?",
        "Đáp án: Hồ Gươm",
        "Câu 4. t?",
    )
    assert [(one.content["mode"], codes(one)) for one in found] == [("grid", []), ("number", []), ("text", []), ("text", ["key.none"])]


def test_solutions_after_the_exam_go_to_their_questions():
    one, two = questions(
        "Câu 1. Hỏi?", *FOUR, "Câu 2. Hỏi nữa?", *FOUR, "LỜI GIẢI CHI TIẾT", "Câu 1. Chọn B.", "Vì thế này.", "Câu 2: Chọn C", "Vì thế kia."
    )
    assert (right(one), right(two)) == ("B", "C")
    assert words(one.content["explanation"]) == "Vì thế này."


# What is doubtful


def test_two_underlined_options_are_never_guessed():
    (one,) = questions("Câu 1. Hỏi?", "{u:A}. một", "{u:B}. hai", "C. ba", "D. bốn")
    assert (right(one), codes(one)) == ("", ["key.many"])
    assert one.issues[0].params["letters"] == ""


def test_key_that_names_no_option():
    (one,) = questions("Câu 1. Hỏi?", "A. một", "B. hai", "C. ba", "ĐÁP ÁN", "1. E")
    assert codes(one)[0] == "key.not_an_option"


def test_two_stars_are_two_right_answers_and_shown():
    (one,) = questions("Câu 1. Hỏi?", "*A. một", "*B. hai", "C. ba", "D. bốn")
    assert (one.kind, right(one), codes(one)) == ("multiple_response", "AB", ["key.several"])


def test_the_same_number_twice_and_a_key_said_twice():
    found = questions("Câu 1. Hỏi?", "*A. một", *FOUR[1:], "Câu 1. Hỏi nữa?", "*A. một", *FOUR[1:])
    assert all("number.twice" in codes(one) for one in found)
    (one,) = questions("Câu 1. Hỏi?", *FOUR, "ĐÁP ÁN", "1. A", "1. B")
    assert "key.twice" in codes(one)


def test_lines_that_are_no_question_are_named():
    read = read_word(exam("Trường THCS Tân Trào", "Câu 1. Hỏi?", "*A. một", *FOUR[1:], "PHẦN II. TỰ LUẬN", "Học sinh làm vào giấy."))
    assert [(note.code, note.params["text"]) for note in read.notes] == [
        ("file.before", "Trường THCS Tân Trào"),
        ("file.between", "Học sinh làm vào giấy."),
    ]


def test_key_for_a_question_that_is_not_there():
    read = read_word(exam("Câu 1. Hỏi?", *FOUR, "ĐÁP ÁN", "1-A 2-B"))
    assert [note.code for note in read.notes] == ["file.unused_keys"]


def test_one_key_list_for_numbers_that_begin_anew_in_each_part_is_not_used():
    found = questions(
        "PHẦN I. Chọn một phương án", "Câu 1. Hỏi?", *FOUR, "PHẦN II. Chọn một phương án", "Câu 1. Hỏi?", *FOUR, "ĐÁP ÁN", "1-A"
    )
    assert [right(one) for one in found] == ["", ""]
    assert all(codes(one) == ["key.none"] for one in found)


# The file itself


def changed(data, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            content = source.read(entry)
            copy.writestr(entry.filename, change(content) if entry.filename == name else content)
    return out.getvalue()


def test_hostile_and_foreign_files_are_refused_with_the_reason():
    good = exam("Câu 1. Hỏi?", *FOUR)
    laughing = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
    cases = {
        b"": "docx.empty",
        b"khong phai tep Word": "docx.not_word",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600: "docx.old",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"): "docx.encrypted",
        changed(good, "word/document.xml", lambda text: re.sub(rb"<\?xml[^>]*\?>", laughing, text)): "docx.broken",
        changed(good, "word/document.xml", lambda text: text + b" " * 70_000_000): "docx.bomb",
        exam("Chỉ có chữ, không có câu hỏi."): "file.no_questions",
    }
    for data, code in cases.items():
        with pytest.raises(UnreadableError) as caught:
            read_word(data)
        assert caught.value.code == code


# The words


@pytest.mark.parametrize(
    ("colour", "told"),
    [("FF0000", True), ("C00000", True), ("EE2222", True), ("00FF00", False), ("000000", False), ("FFC000", False), ("auto", False)],
)
def test_what_red_is(colour, told):
    assert is_red(colour) is told


def test_numerals():
    assert [numeral("upperLetter", 3), numeral("lowerLetter", 27), numeral("upperRoman", 4), numeral("decimal", 12)] == [
        "C",
        "aa",
        "IV",
        "12",
    ]


def test_words_of_parts_levels_points_signs():
    assert form_of_part("II", "") == "true_false"
    assert form_of_part("II", "TỰ LUẬN (7 điểm)") == "essay"
    assert form_of_part("I", "Câu trắc nghiệm nhiều phương án lựa chọn.") == "choice"
    assert (level_of("Vận dụng cao"), level_of("NB"), level_of("xyz")) == ("vdc", "nb", "")
    assert (points_of("0,25 điểm"), points_of("2đ"), points_of("hai điểm")) == (0.25, 2.0, None)
    assert signs_of("ĐSSĐ", "abcd") == {"a": True, "b": False, "c": False, "d": True}
    assert signs_of("Sông Đà", "abcd") is None


def test_what_the_english_page_says_is_read_so():
    first, second, third = questions(
        "Question 1. 12 is", "A. odd", "*B. even", "C. prime", "D. zero", "Solution: it is twice 6.",
        "Question 2. Of 9:", "a) It is odd. (True)", "b) It is prime. (False)", "c) It is a square. (True)", "d) It is even. (False)",
        "Question 3. Half of 5?", "Answer: 2.5",
    )  # fmt: skip
    assert (right(first), words(first.content["explanation"])) == ("B", "it is twice 6.")
    assert (second.kind, signs(second)) == ("true_false", "ĐSĐS")
    assert second.content["statements"][0]["html"] == "It is odd."
    assert (third.kind, third.content["accepted"][0]["text"]) == ("short_answer", "2,5")
