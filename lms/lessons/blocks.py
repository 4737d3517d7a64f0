"""The blocks of a lesson as Wagtail knows them.

Fields are those of `rules.shape.SHAPES` (a test compares the two); services clean every value through it before it comes here.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .enums import BlockType, CalloutTone, CheckpointKind


class MarkupBlock(blocks.TextBlock):
    """Rich text as clean HTML; `inline` has no paragraphs."""

    def __init__(self, *, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_inline = inline


class RowsBlock(blocks.FieldBlock):
    """The cells of a table: a list of rows of one-line rich text."""

    def __init__(self, *, required: bool = False, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.JSONField(required=required, help_text=help_text)
        super().__init__(**kwargs)


class ReferenceBlock(blocks.CharBlock):
    """The uuid of a file or an H5P package; the rows stay in their own tables."""


def _line(limit: int = 200, label: Any = "") -> blocks.CharBlock:
    return blocks.CharBlock(required=False, max_length=limit, label=label)


def _file(label: Any) -> ReferenceBlock:
    return ReferenceBlock(required=False, label=label)


class HeadingBlock(blocks.StructBlock):
    level = blocks.ChoiceBlock(choices=[("2", _("Mục")), ("3", _("Mục con"))], default="2")
    text = _line(200, _("Tiêu đề"))


class TextBlock(blocks.StructBlock):
    html = MarkupBlock(required=False, label=_("Nội dung"))


class FormulaBlock(blocks.StructBlock):
    latex = blocks.TextBlock(required=False, label=_("Công thức"))
    caption = _line(300, _("Chú thích"))
    numbered = blocks.BooleanBlock(required=False, default=False, label=_("Đánh số"))


class PictureBlock(blocks.StructBlock):
    file = _file(_("Ảnh"))
    alt = _line(500, _("Mô tả cho người không nhìn thấy ảnh"))
    decorative = blocks.BooleanBlock(required=False, default=False, label=_("Chỉ để trang trí"))
    caption = MarkupBlock(inline=True, required=False, label=_("Chú thích"))
    width = blocks.ChoiceBlock(choices=[("full", _("Hết chiều ngang")), ("half", _("Nửa chiều ngang"))], default="full")


class AudioBlock(blocks.StructBlock):
    file = _file(_("Tệp âm thanh"))
    title = _line(200, _("Tên"))
    transcript = blocks.TextBlock(required=False, label=_("Lời ghi"))


class VideoBlock(blocks.StructBlock):
    file = _file(_("Tệp video"))
    title = _line(200, _("Tên"))
    captions = _file(_("Phụ đề .vtt"))
    poster = _file(_("Ảnh bìa"))
    transcript = blocks.TextBlock(required=False, label=_("Lời ghi"))


class TableBlock(blocks.StructBlock):
    caption = _line(300, _("Tên bảng"))
    header_row = blocks.BooleanBlock(required=False, default=True, label=_("Hàng đầu là tiêu đề"))
    header_column = blocks.BooleanBlock(required=False, default=False, label=_("Cột đầu là tiêu đề"))
    rows = RowsBlock(label=_("Ô"), default=[])


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=CalloutTone.choices, default=CalloutTone.NOTE)
    title = _line(200, pgettext_lazy("callout", "Tiêu đề"))
    html = MarkupBlock(required=False, label=_("Nội dung"))


class FileBlock(blocks.StructBlock):
    file = _file(_("Tệp"))
    title = _line(200, _("Tên"))
    note = _line(300, _("Ghi chú"))


class H5PBlock(blocks.StructBlock):
    package = ReferenceBlock(required=False, label=_("Gói H5P"))
    title = _line(200, _("Tên"))


class OptionBlock(blocks.StructBlock):
    text = MarkupBlock(inline=True, required=False, label=_("Đáp án"))
    is_right = blocks.BooleanBlock(required=False, default=False, label=_("Đúng"))
    feedback = MarkupBlock(inline=True, required=False, label=_("Lời nhắn khi chọn"))


class CheckpointBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(choices=CheckpointKind.choices, default=CheckpointKind.SINGLE)
    prompt = MarkupBlock(required=False, label=_("Câu hỏi"))
    options = blocks.ListBlock(OptionBlock(), default=[], collapsed=True)
    accepted = blocks.TextBlock(required=False, label=_("Các câu trả lời được nhận"))
    number = _line(30, _("Đáp số"))
    tolerance = _line(30, _("Sai số cho phép"))
    unit = _line(30, pgettext_lazy("measure", "Đơn vị"))
    hint = MarkupBlock(inline=True, required=False, label=_("Gợi ý khi sai"))
    explanation = MarkupBlock(required=False, label=_("Giải thích khi đúng"))
    must_pass = blocks.BooleanBlock(required=False, default=False, label=_("Đúng mới học tiếp"))


SIMPLE_BLOCKS: list[tuple[str, blocks.Block]] = [
    (BlockType.TEXT.value, TextBlock(label=BlockType.TEXT.label)),
    (BlockType.FORMULA.value, FormulaBlock(label=BlockType.FORMULA.label)),
    (BlockType.PICTURE.value, PictureBlock(label=BlockType.PICTURE.label)),
    (BlockType.CALLOUT.value, CalloutBlock(label=BlockType.CALLOUT.label)),
    (BlockType.AUDIO.value, AudioBlock(label=BlockType.AUDIO.label)),
    (BlockType.FILE.value, FileBlock(label=BlockType.FILE.label)),
]


class ColumnsBlock(blocks.StructBlock):
    ratio = blocks.ChoiceBlock(
        choices=[("equal", _("Đều nhau")), ("wide_left", _("Trái rộng")), ("wide_right", _("Phải rộng"))], default="equal"
    )
    left = blocks.StreamBlock(SIMPLE_BLOCKS, required=False, label=_("Cột trái"))
    right = blocks.StreamBlock(SIMPLE_BLOCKS, required=False, label=_("Cột phải"))


LESSON_BLOCKS: list[tuple[str, blocks.Block]] = [
    (BlockType.HEADING.value, HeadingBlock(label=BlockType.HEADING.label)),
    *SIMPLE_BLOCKS,
    (BlockType.VIDEO.value, VideoBlock(label=BlockType.VIDEO.label)),
    (BlockType.TABLE.value, TableBlock(label=BlockType.TABLE.label)),
    (BlockType.H5P.value, H5PBlock(label=BlockType.H5P.label)),
    (BlockType.CHECKPOINT.value, CheckpointBlock(label=BlockType.CHECKPOINT.label)),
    (BlockType.COLUMNS.value, ColumnsBlock(label=BlockType.COLUMNS.label)),
]
