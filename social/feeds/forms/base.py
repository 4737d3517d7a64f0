"""What is typed on the writing page: the fields all posts have, and the seam for those of a kind."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.types import Standing

from ..enums import PostKind
from ..models import Post
from ..rules import html_of, text_of
from ..types import PostInput

_WRONG_TIME = _("Ngày giờ chưa đúng. Ví dụ: 30/11/2026 07:00.")


class MomentField(forms.DateTimeField):
    """A day and time in the browser's own picker; may stay empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        options.setdefault("error_messages", {"invalid": _WRONG_TIME})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


class PostForm(forms.Form):
    """The fields every post has; who may not use one does not get it."""

    title = forms.CharField(label=_("Tiêu đề"), max_length=200, required=False)
    body = forms.CharField(
        label=_("Nội dung"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("*chữ đậm*, _chữ nghiêng_; dòng bắt đầu bằng “- ” thành danh sách."),
    )
    alt = forms.CharField(label=_("Ảnh có gì? (cho người không nhìn thấy ảnh)"), max_length=300, required=False)
    sides = forms.MultipleChoiceField(
        label=_("Ai đọc được? (không chọn: mọi người trong nhóm)"),
        choices=Side.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    speaks_for_unit = forms.BooleanField(label=_("Đăng với tên đơn vị"), required=False)
    closes_comments = forms.BooleanField(label=_("Không nhận bình luận"), required=False)
    publish_at = MomentField(label=_("Hẹn giờ đăng"), help_text=_("Để trống: đăng ngay."))

    def __init__(
        self, *args: Any, kind: str, standing: Standing, with_title: bool = True, topics: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if kind == PostKind.POST or not with_title:
            del self.fields["title"]
        if topics:
            self.fields["topic"] = forms.ChoiceField(
                label=_("Chủ đề"), required=False, choices=[("", _("Chung")), *((one, one) for one in topics)]
            )
        if standing.side != Side.STAFF:
            for name in ("sides", "publish_at", "closes_comments"):
                del self.fields[name]
        if not standing.looks_after:
            del self.fields["speaks_for_unit"]

    def given(self, kind: str) -> dict[str, Any]:
        """Return the fields of a `PostInput` that all posts have; call it when the form is valid."""
        cleaned = self.cleaned_data
        return {
            "kind": kind,
            "topic": cleaned.get("topic", ""),
            "title": cleaned.get("title", ""),
            "body": html_of(cleaned.get("body", "")),
            "sides": tuple(cleaned.get("sides", ())),
            "speaks_for_unit": cleaned.get("speaks_for_unit", False),
            "has_comments": not cleaned.get("closes_comments", False),
            "publish_at": cleaned.get("publish_at"),
        }

    @staticmethod
    def initial_of(post: Post) -> dict[str, Any]:
        """Return what the form shows of a post that is changed."""
        return {
            "topic": post.topic, "title": post.title, "body": text_of(post.body), "sides": post.sides, "speaks_for_unit": post.speaks_for_unit,
            "closes_comments": not post.has_comments, "publish_at": post.publish_at if post.published_at is None else None,
        }  # fmt: skip


class KindForm(forms.Form):
    """The own fields of a kind. Their names must not be those of `PostForm`; the kind's `clean` gets what `given` puts into `data`."""

    has_title = True
    #: What title and text are called here; empty: as in every post.
    title_label: Any = ""
    body_label: Any = ""
    #: Whether the fields of the kind stand above the text.
    comes_first = False

    def __init__(self, *args: Any, actor: Actor, space: Space, standing: Standing, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor, self.space, self.standing = actor, space, standing

    def name_fields_of(self, common: PostForm) -> None:
        """Call title and text what they are in a post of this kind."""
        for name, label in (("title", self.title_label), ("body", self.body_label)):
            if label and name in common.fields:
                common.fields[name].label = label
        if self.comes_first:
            common.fields["body"].widget.attrs["rows"] = 3

    def given(self) -> dict[str, Any]:
        """Return fields of a `PostInput` (`data`, `asks`, `answer_by`, `topic`) from the cleaned data."""
        return {"data": self.cleaned_data}

    @classmethod
    def initial_of(cls, post: Post) -> dict[str, Any]:
        """Return what the form shows of a post that is changed."""
        return dict(post.data)


def input_of(kind: str, common: PostForm, own: KindForm, attachments: tuple[str, ...]) -> PostInput:
    """Return what two valid forms say together; the kind's own word counts more."""
    empty = asdict(PostInput())
    return PostInput(**{**empty, **common.given(kind), "attachments": attachments, **own.given()})
