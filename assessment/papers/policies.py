"""Who may see, write and print papers and blueprints."""

from django.db.models import Q, QuerySet

from core.access.enums import Right
from core.access.types import Actor

from .models import Blueprint, Paper


def composes(actor: Actor, obj: object = None) -> bool:
    """Permit whoever gives tests or writes questions: the pages of papers begin here."""
    return actor.is_system or bool({Right.TESTS_RUN, Right.BANKS_AUTHOR, Right.TESTS_OVERSEE} & actor.rights)


def visible_papers(actor: Actor) -> QuerySet[Paper]:
    """Papers an actor may see: its own in the unit of the hat; overseers those of their units."""
    papers = Paper.objects.filter(is_removed=False)
    if actor.is_system:
        return papers
    if not composes(actor):
        return papers.none()
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id)
    if Right.TESTS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path)
    return papers.filter(rule)


def can_view_paper(actor: Actor, paper: Paper) -> bool:
    """Say whether the actor may see `paper`; the same rule as `visible_papers`."""
    return visible_papers(actor).filter(pk=paper.pk).exists()


def can_edit_paper(actor: Actor, paper: Paper) -> bool:
    """Say whether the actor may change `paper`, print it and make forms of it: its owner under that hat."""
    return composes(actor) and paper.owner_id == actor.person_id and paper.unit_id == actor.unit_id


def visible_blueprints(actor: Actor) -> QuerySet[Blueprint]:
    """Blueprints an actor may use: its own, those of its unit and of units above that are shared as presets."""
    rows = Blueprint.objects.filter(is_removed=False)
    if actor.is_system:
        return rows
    if not composes(actor):
        return rows.none()
    above = [actor.unit_path[:end] for end in range(4, len(actor.unit_path) + 1, 4)]
    rule = Q(owner_id=actor.person_id, unit_id=actor.unit_id) | Q(is_preset=True, unit__path__in=above)
    if Right.BANKS_OVERSEE in actor.rights:
        rule |= Q(unit__path__startswith=actor.unit_path, is_preset=True)
    return rows.filter(rule)


def can_view_blueprint(actor: Actor, blueprint: Blueprint) -> bool:
    """Say whether the actor may use `blueprint`; the same rule as `visible_blueprints`."""
    return visible_blueprints(actor).filter(pk=blueprint.pk).exists()


def can_edit_blueprint(actor: Actor, blueprint: Blueprint) -> bool:
    """Say whether the actor may change `blueprint`: its owner; a shared one also whoever oversees banks of its unit."""
    if blueprint.owner_id == actor.person_id and blueprint.unit_id == actor.unit_id:
        return composes(actor)
    return blueprint.is_preset and actor.may(Right.BANKS_OVERSEE, blueprint.unit.path)


def can_start(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may begin a paper or blueprint in the unit of its hat."""
    return composes(actor) and bool(actor.unit_id)
