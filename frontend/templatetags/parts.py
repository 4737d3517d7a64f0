"""Components that are templates of their own: fields, error summaries, empty states, tabs, steps, pagers, sheets."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def field_kind(bound: forms.BoundField) -> str:
    """Say how a field is laid out: hidden, check, group, file or line."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def field_context(bound: forms.BoundField, **extra: Any) -> dict[str, Any]:
    """Return what `components/field.html` needs: the widget with its ARIA attributes, and the parts around it."""
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    kind = field_kind(bound)
    if kind == "check":
        attrs["class"] = f"{bound.field.widget.attrs.get('class', '')} tick".strip()
    for name in ("placeholder", "autocomplete", "inputmode"):
        if extra.get(name):
            attrs[name] = extra[name]
    return {"field": bound, "kind": kind, "widget": bound.as_widget(attrs=attrs), "described": " ".join(described), **extra}


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, label: str = "", help: str = "", **extra: Any) -> dict[str, Any]:
    """One field: label above, the input, help below, errors beside it. Also takes placeholder, autocomplete, inputmode, is_plain (no word
    that it may stay empty)."""
    return field_context(bound, label_text=label or bound.label, help_text=help or bound.help_text, **extra)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary above a form: what is wrong, each line a link to its field. Nothing when all is well."""
    bound = [form[name] for name in form.fields if form[name].errors] if form.is_bound else []
    return {"general": form.non_field_errors() if form.is_bound else [], "fields": bound}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """The error summary and every field of a form in one column."""
    return {"form": form}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", scene: str = "tree", url: str = "", action: str = "", icon: str = "") -> dict[str, Any]:
    """An empty state that says what to do next. Scenes: tree, desk, search, mail, offline, done."""
    return {"title": title, "text": text, "scene": f"components/scenes/{scene}.html", "url": url, "action": action, "action_icon": icon}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Any], label: str) -> dict[str, Any]:
    """Links that look like tabs. `items`: mappings with label, url, current and optionally count, icon."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[Any], label: str) -> dict[str, Any]:
    """A process in steps. `steps`: mappings with label, state (done, now, next, bad) and optionally detail."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Any, param: str = "sau", back_param: str = "truoc") -> dict[str, Any]:
    """Older and newer of a key-set page: `page.next_key` and `page.previous_key` ("" or None for none); keeps the filters."""
    request = context.get("request")
    kept = (
        []
        if request is None
        else [(key, value) for key, values in request.GET.lists() for value in values if key not in (param, back_param)]
    )
    link = lambda name, key: "?" + urlencode([*kept, (name, key)]) if key else ""  # noqa: E731
    return {"next_url": link(param, getattr(page, "next_key", None)), "previous_url": link(back_param, getattr(page, "previous_key", None))}


@register.simple_block_tag(takes_context=True)
def sheet(context: Any, content: str, dialog_id: str, title: str, kind: str = "sheet") -> SafeString:
    """A dialog: a sheet from below on a phone, a window on a desk. Opened by `<a href="#id" data-open="id">`."""
    return mark_safe(render_to_string("components/sheet.html", {"content": content, "id": dialog_id, "title": title, "kind": kind}))


@register.simple_tag
def scene(name: str = "tree") -> SafeString:
    """One of the small drawings: tree, desk, search, mail, offline, done, village."""
    return render_to_string(f"components/scenes/{name}.html")


@register.filter
def in_column(cards: Sequence[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The cards of one column of Hôm nay."""
    return [card for card in cards if card["column"] == column]


@register.simple_tag(takes_context=True)
def render_card(context: Any, card: dict[str, Any]) -> SafeString:
    """Render a card of Hôm nay: its template with its own data on top of the page's."""
    own = context.template.engine.get_template(card["template"])
    with context.push(**card["context"]):
        return mark_safe(own.render(context))
