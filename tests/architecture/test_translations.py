"""Every string has its English, with the same places in it; no Vietnamese stands in the code unmarked."""

import ast
import re
from functools import cache

import pytest
from babel.messages.catalog import Message

from config.messages import PLACEHOLDER, ROOT, extract, read, source_of, sources

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)

# What English keeps in Vietnamese: the product, the province, the language's own name, what people type into rosters.
NAMES = (
    "“Câu 1.”",
    "“Đáp án: 2,5”",
    "“Lời giải:”",
    "Cây Đa",
    "Tuyên Quang",
    "Tiếng Việt",
    "15/QĐ-UBND",
    "“Họ và tên”, “Ngày sinh”",
    "“Nữ”",
)

MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}

# Python files with Vietnamese that is not the interface's.
PLAIN_PYTHON = {
    "social/management/commands/demo_messages.py": "what people of the demo say",
    "social/management/commands/demo_kinds.py": "what people of the demo say",
    "social/management/commands/demo_feeds.py": "what people of the demo say",
    "social/management/commands/demo_communities.py": "what people of the demo say",
    "social/management/commands/demo_moderation.py": "what people of the demo say",
    "social/management/commands/demo_portfolio.py": "what people of the demo say",
    "social/moderation/rules/links.py": "words recognised in what people write",
    "social/moderation/rules/numbers.py": "words recognised in what people write",
    "social/moderation/rules/words.py": "letters of Vietnamese",
    "assessment/management/commands/import_questions.py": "what the shell prints, in Vietnamese",
    "assessment/management/commands/export_questions.py": "what the shell prints, in Vietnamese",
    "assessment/kinds/true_false/qti.py": "words recognised and written in question files",
    "assessment/items/interop/word/writing.py": "words recognised and written in question files",
    "assessment/items/interop/qti/v1.py": "words recognised and written in question files",
    "assessment/items/interop/h5p.py": "words recognised and written in question files",
    "assessment/items/interop/excel.py": "the column headings of our own template",
    "assessment/items/interop/gift.py": "words recognised in imported files",
    "assessment/items/interop/pdf/furniture.py": "words recognised in PDF files",
    "assessment/items/interop/pdf/glyphs.py": "letters of old fonts",
    "assessment/items/interop/word/building.py": "words recognised in Word files",
    "assessment/items/interop/word/keys.py": "words recognised in Word files",
    "assessment/items/interop/word/patterns.py": "words recognised in Word files",
    "assessment/items/interop/word/reader.py": "words recognised in Word files",
    "assessment/items/interop/word/structure.py": "words recognised in Word files",
    "assessment/items/services/import_facts.py": "words recognised in imported files",
    "assessment/kinds/cloze/plain.py": "the names of forms in our own template",
    "assessment/kinds/drag_drop/moodle.py": "the text of a question, content",
    "assessment/kinds/matching/plain.py": "the names of forms in our own template",
    "assessment/kinds/multiple_response/plain.py": "the names of forms in our own template",
    "assessment/kinds/rules/answers.py": "a letter",
    "assessment/kinds/single_choice/moodle.py": "the options of a question, content",
    "assessment/kinds/true_false/moodle.py": "the options of a question, content",
    "assessment/kinds/true_false/plain.py": "the options of a question, content",
    "assessment/papers/rules/presets.py": "the words of official papers, which are Vietnamese",
    "assessment/papers/rules/shuffling.py": "words recognised in questions",
    "assessment/papers/services/exports.py": "a letter",
    "config/collect_messages.py": "the product's name",
    "config/settings/accounts.py": "the product's name",
    "config/settings/apps.py": "the product's and the language's name",
    "config/settings/env.py": "the product's name",
    "core/lib/vietnamese.py": "the alphabet",
    "core/management/commands/serve.py": "said on the operator's terminal",
    "core/organisations/services/reference.py": "official names, data",
    "core/roster/interop/columns.py": "the sector's column headings",
    "core/roster/interop/sheets.py": "the sector's template files",
    "core/roster/tables.py": "a value of the sector's template; the product's name",
    "core/signin/adapters.py": "the product's name",
    "core/signin/rules.py": "a browser's name",
    "frontend/pwa/views.py": "the product's name",
    "frontend/ui/rules.py": "a letter",
    "lms/delivery/rules.py": "middle names",
    "lms/delivery/selectors/board.py": "a letter",
    "lms/lessons/interop/docx/reader.py": "words recognised in Word files",
    "lms/lessons/services/imports.py": "a file's name",
    "lms/records/interop/statements.py": "verbs in statements, with their language beside",
}
PLAIN_TEMPLATES = {
    "frontend/templates/500.html": "shown when nothing works, translations included",
}


@cache
def english() -> dict[tuple[object, str | None], Message]:
    return {(_key(message), message.context): message for message in read(source_of("en")) if message.id}


def _key(message: Message) -> object:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _texts(words: object) -> list[str]:
    return [words] if isinstance(words, str) else list(words)  # type: ignore[call-overload]


def test_catalogue_holds_what_the_code_says_and_nothing_else():
    asked = {(_key(message), message.context) for message in extract() if message.id}
    assert sorted(map(str, asked - set(english()))) == [], "run `make messages` and translate"
    assert sorted(map(str, set(english()) - asked)) == [], "run `make messages`"


def test_every_string_has_its_english():
    assert [message.id for message in english().values() if not all(_texts(message.string)) or not message.string] == []
    assert [message.id for message in english().values() if message.fuzzy] == []
    assert [message.id for message in english().values() if message.pluralizable and len(_texts(message.string)) != 2] == []


def test_english_has_the_same_places_and_line_ends():
    wrong = []
    for message in english().values():
        source = _texts(message.id)[-1]
        for said in _texts(message.string):
            same = sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(source))
            if not same or (said[:1].isspace(), said[-1:].isspace()) != (source[:1].isspace(), source[-1:].isspace()):
                wrong.append(said)
    assert wrong == []


def test_english_is_english():
    left = []
    for message in english().values():
        for said in _texts(message.string):
            rest = said
            for name in NAMES:
                rest = rest.replace(name, "")
            if VIETNAMESE.search(rest):
                left.append(said)
    assert left == []


def _marked_calls(tree: ast.AST) -> list[ast.Call]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKS
    ]


@cache
def _trees() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in sources() if path.suffix == ".py"}


def test_marked_words_are_written_whole():
    """A sum, a choice or an f-string inside `_()` is never found by those who collect strings."""
    broken = [
        f"{name}:{call.lineno}"
        for name, tree in _trees().items()
        for call in _marked_calls(tree)
        if any(isinstance(given, ast.BinOp | ast.IfExp | ast.JoinedStr) for given in call.args[:2])
    ]
    assert broken == []


def test_no_vietnamese_is_unmarked_in_python():
    found = {}
    for name, tree in _trees().items():
        known = {id(part) for call in _marked_calls(tree) for part in ast.walk(call)}
        known |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VIETNAMESE.search(node.value) and id(node) not in known:
                found[name] = f"{name}:{node.lineno}"
    assert sorted(found[name] for name in set(found) - set(PLAIN_PYTHON)) == []
    assert sorted(set(PLAIN_PYTHON) - set(found)) == [], "no longer an exception"


GONE = re.compile(
    r"{% comment.*?endcomment %}|{#.*?#}|{% blocktranslate.*?endblocktranslate %}|{% translate .*?%}|_\(\"[^\"]*\"\)|_\('[^']*'\)",
    re.DOTALL,
)


@pytest.mark.parametrize("suffix", [".html", ".txt"])
def test_no_vietnamese_is_unmarked_in_templates(suffix):
    found = {}
    for path in sources():
        if path.suffix != suffix:
            continue
        text = GONE.sub(lambda part: "\n" * part.group().count("\n"), path.read_text("utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            for name in NAMES:
                line = line.replace(name, "")
            if VIETNAMESE.search(line):
                found[str(path.relative_to(ROOT))] = f"{path.relative_to(ROOT)}:{number}"
    assert sorted(found[name] for name in set(found) - set(PLAIN_TEMPLATES)) == []


# Scripts with Vietnamese that is not said: searched letters, the language's own name.
PLAIN_SCRIPTS = {
    "frontend/src/editor/fold.ts": "a letter",
    "frontend/src/offline/push.ts": "our name",
    "frontend/src/editor/kinds/Media.svelte": "the language's own name",
}
COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|(?<![:\"'`])//[^\n]*", re.DOTALL)


def test_scripts_say_what_stands_in_their_tables_of_words():
    """Tables of words (`words.ts`) hold both languages; beside them no script says anything in Vietnamese."""
    found = {}
    for folder in ("frontend/src", "assessment/kinds"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".ts", ".svelte") or path.name == "words.ts" or path.name.endswith(".test.ts"):
                continue
            if VIETNAMESE.search(COMMENT.sub("", path.read_text("utf-8"))):
                found[str(path.relative_to(ROOT))] = True
    assert sorted(found) == sorted(PLAIN_SCRIPTS)


def test_tables_of_words_hold_both_languages():
    lacking = []
    for path in sorted((ROOT / "frontend/src").rglob("words.ts")):
        for vietnamese, english in re.findall(r'\[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\]', path.read_text("utf-8")):
            same = sorted(re.findall(r"\{\w+\}", vietnamese)) == sorted(re.findall(r"\{\w+\}", english))
            if not english or not same or VIETNAMESE.search(english):
                lacking.append(f"{path.parent.name}: {vietnamese}")
    assert lacking == []
