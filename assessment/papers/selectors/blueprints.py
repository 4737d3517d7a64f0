"""Blueprints on pages: the list, the grid with its sums."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.access.types import Actor
from core.organisations.types import Page, page_of

from ...items.selectors.items import outcomes_for
from ..models import Blueprint, BlueprintRow
from ..policies import visible_blueprints
from ..rules.totals import LEVELS, Totals, totals
from ..types import Shortage

PAGE = 30
MOST_OUTCOMES = 400


def blueprint_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page[Blueprint]:
    """Return a page of blueprints the actor may use, newest first, by key."""
    rows = visible_blueprints(actor).select_related("subject", "grade", "owner", "unit")
    if after:
        rows = rows.filter(pk__lt=after)
    return page_of(list(rows.order_by("-pk")[: size + 1]), size, came_from=bool(after), backwards=False, key=lambda row: row.pk)


def blueprint_by_uuid(actor: Actor, uuid: UUID) -> Blueprint | None:
    """Return a blueprint the actor may use, with its unit, subject and grade."""
    return visible_blueprints(actor).select_related("unit", "subject", "grade", "owner").filter(uuid=uuid).first()


def rows_of(blueprint: Blueprint) -> list[BlueprintRow]:
    """Return the rows with the content they draw from."""
    return list(blueprint.rows.select_related("outcome"))


def sums(blueprint: Blueprint, rows: Sequence[BlueprintRow]) -> Totals:
    """Return the totals of a blueprint."""
    return totals(blueprint.parts, [row.counts for row in rows], blueprint.scale)


def outcome_names(actor: Actor, blueprint: Blueprint) -> list[tuple[int, str]]:
    """Return (id, name) of what rows may draw from, in the order of the tree; at most 400."""
    rows = outcomes_for(actor, blueprint.subject_id, blueprint.grade_id)
    return list(rows.values_list("pk", "name")[:MOST_OUTCOMES])


def grid(blueprint: Blueprint, rows: Sequence[Mapping[str, Any]], lacking: Sequence[Shortage] = ()) -> list[dict[str, Any]]:
    """Return the rows as the grid shows them: `cells` in the order of parts and levels, each with what was typed and what is short.

    A row is `{topic, content, outcome, outcomes_text, counts: {part: {level: text}}}`: what was typed stays as it was typed.
    """
    short = {(one.row, one.part, one.level): one for one in lacking}
    levels = LEVELS[blueprint.scale]
    return [
        {
            **row,
            "number": number,
            "cells": [
                {
                    "name": f"c-{number}-{part['key']}-{level}",
                    "part": part["key"],
                    "level": level,
                    "value": row["counts"].get(part["key"], {}).get(level, ""),
                    "short": short.get((number, str(part["key"]), level)),
                }
                for part in blueprint.parts
                for level in levels
            ],
        }
        for number, row in enumerate(rows, 1)
    ]


def typed_rows(rows: Sequence[BlueprintRow]) -> list[dict[str, Any]]:
    """Return saved rows in the shape `grid` takes."""
    return [
        {
            "topic": row.topic,
            "content": row.content,
            "outcome": row.outcome.name if row.outcome else "",
            "outcomes_text": row.outcomes_text,
            "counts": row.counts,
        }
        for row in rows
    ]
