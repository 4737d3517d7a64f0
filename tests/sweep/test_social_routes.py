"""Every route of social that names a thing refuses whoever has no business with it, by GET and by POST, and changes nothing.

The things stand in one school; each component says what it has in `social_parts`. A new route fails here until its place is written down.
"""

from functools import partial
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import transaction
from django.urls import reverse

from tests.factories.social import let_use_social
from tests.sweep import social_parts
from tests.sweep.test_every_route import OUTSIDERS, client_of, passed, try_all
from tests.sweep.world import make_world, routes

pytestmark = pytest.mark.django_db

PARTS = [import_module(f"tests.sweep.social_parts.{module.name}") for module in iter_modules(social_parts.__path__)]


def gathered(name):
    """Return one dictionary of all parts; sets of the same key are united."""
    found = {}
    for part in PARTS:
        for key, value in getattr(part, name, {}).items():
            found[key] = found.get(key, set()) | value if isinstance(value, set) else value
    return found


VALUES, OPEN, ALLOWED, POSTED = (gathered(name) for name in ("VALUES", "OPEN", "ALLOWED", "POSTED"))


def named_routes():
    found = {}
    for name, _route, pattern in routes(domains=("social",)):
        if pattern.pattern.converters and name.removeprefix("social:") not in OPEN:
            found[name.removeprefix("social:")] = pattern.pattern.converters
    return found


@pytest.fixture
def world():
    world = make_world()
    let_use_social(world.values["pupil"], world.people["guardian"].person)
    for part in PARTS:
        part.make(world)
    return world


def value_of(world, name, parameter):
    key = VALUES.get(f"{name}:{parameter}") or VALUES[parameter]
    if key.startswith("="):
        return key[1:]
    thing = world.values[key]
    return thing.uuid if "uuid" in parameter else thing if isinstance(thing, (str, int)) else thing.pk


def address(world, name, parameters):
    return reverse(f"social:{name}", kwargs={parameter: value_of(world, name, parameter) for parameter in parameters})


def posted(world, name):
    """Return what the buttons of a route say; `@key` stands for the public id of a thing of the world."""
    return {field: str(world.values[text[1:]].uuid) if text.startswith("@") else text for field, text in POSTED.get(name, {}).items()}


tried = partial(try_all, named=named_routes, where=address, posted=POSTED)


@pytest.mark.parametrize("key", OUTSIDERS)
def test_outsiders_are_refused_everywhere(world, key):
    assert tried(world, key) == []


@pytest.mark.parametrize("key", ["pupil", "classmate", "guardian", "colleague", "department"])
def test_people_of_the_school_and_above_reach_only_what_is_theirs(world, key):
    assert tried(world, key, allowed=ALLOWED.get(key, set())) == []


def test_those_who_may_do_get_there(world):
    """The other side: each address is a right one, somebody's GET or POST is not refused."""
    reached = set()
    for key in ("owner", "pupil", "guardian", "admin", "classmate"):
        client = client_of(world, key)
        for name, parameters in named_routes().items():
            for method in (client.get, partial(client.post, data=posted(world, name))):
                if name in reached:
                    continue
                with transaction.atomic():
                    if passed(method(address(world, name, parameters))):
                        reached.add(name)
                    transaction.set_rollback(True)
    assert set(named_routes()) - reached == set()
