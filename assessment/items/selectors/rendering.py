"""Questions as pages show them: formulas drawn, pictures and recordings with their addresses."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from assessment.hooks import ItemKind
from assessment.types import Content, Response
from core.lib import latex, markup

from .files import signed_address

Address = Callable[[str], str]
_FILE = re.compile(r"<(img|audio)([^>]*?)data-file=\"([0-9a-f-]{36})\"([^>]*)>(?:</audio>)?")


def drawn_html(html: str, address: Address = signed_address) -> str:
    """Return rich text of a question ready for a page: MathML for formulas, addresses for files."""

    def file(match: re.Match[str]) -> str:
        tag, before, uuid, after = match.groups()
        source = escape(address(uuid), quote=True)
        attributes = f"{before}{after}".strip()
        if tag == "audio":
            return f'<audio controls preload="none" src="{source}" data-file="{uuid}"></audio>'
        alt = "" if "alt=" in attributes else ' alt=""'
        return f'<img src="{source}" data-file="{uuid}" loading="lazy" decoding="async"{alt} {attributes}>'

    return _FILE.sub(file, markup.with_formulas(html, latex.draw))


def drawn(kind: ItemKind, content: Content, address: Address = signed_address) -> Content:
    """Return content whose every HTML text is ready for a page; a picture of the kind itself gets `picture_url`."""
    ready = kind.map_html(content, lambda html: drawn_html(html, address))
    return {**ready, "picture_url": address(ready["picture"])} if ready.get("picture") else ready


def question(
    *,
    kind: ItemKind,
    content: Content,
    number: int,
    position: int,
    points: Any = None,
    mode: str = "take",
    response: Response = None,
    order: dict[str, list[str]] | None = None,
    shows_key: bool = False,
    address: Address = signed_address,
) -> dict[str, Any]:
    """Return what `kinds/<key>/question.html` takes as `question`.

    `mode` `take` (controls), `review` (fixed, with what was answered and, if `shows_key`, the key), `key` (as `review`
    with the key, but nobody has answered: `is_asked` is False) or `print`. Candidates never get more than `ItemKind.public` unless
    `shows_key`. `number` 0: a question of no paper, named by no number. `parts` holds the questions of a composite in the same shape.
    """
    is_asked = mode != "key"
    shows_key = shows_key or not is_asked
    order = {**kind.orders(content), **(order or {})}  # looking back and on paper the rows stand as they were asked
    whole = content if shows_key else kind.public(content)
    source = drawn(kind, whole, address) if kind.key != "composite" else _composite(whole, address)
    made = {
        "kind": kind.key,
        "template": kind.template,
        "content": kind.arranged(source, order) if kind.key != "composite" else source,
        "number": number,
        "position": position,
        "name": f"q{position}",
        "points": points,
        "mode": mode if is_asked else "review",
        "response": response,
        "source": source if shows_key else None,  # in the order it was written
        "key": kind.key_text(content, order) if shows_key else "",
        "is_asked": is_asked,
        "score": kind.score(content, response) if shows_key else None,
    }
    if kind.key == "composite":
        made["parts"] = [
            {**_part(part, made, response, order, shows_key, address), "letter": chr(97 + place)}
            for place, part in enumerate(content["parts"])
        ]
    return made


def _composite(content: Content, address: Address) -> Content:
    return {**content, "prompt": drawn_html(content["prompt"], address), "explanation": drawn_html(content.get("explanation", ""), address)}


def _part(
    part: Content, whole: dict[str, Any], response: Response, order: dict[str, list[str]] | None, shows_key: bool, address: Address
) -> dict[str, Any]:
    start = f"{part['id']}."
    own = {name.removeprefix(start): ids for name, ids in (order or {}).items() if name.startswith(start)}
    made = question(
        kind=ItemKind.of(part["kind"]),
        content=part["content"],
        number=whole["number"],
        position=whole["position"],
        mode=whole["mode"] if whole["is_asked"] else "key",
        response=(response or {}).get(part["id"]),
        order=own,
        shows_key=shows_key,
        address=address,
    )
    return {**made, "name": f"{whole['name']}.{part['id']}", "part_id": part["id"]}
