"""Every setting, event, hook and notification kind is in docs/reference."""

from pathlib import Path

import pytest

from config.settings.env import TABLE
from core.access.enums import Role
from core.events.types import DECLARED
from core.hooks import Hook
from core.notifications.types import KINDS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def hook_points(base=Hook):
    for hook in base.__subclasses__():
        if "registry" in vars(hook):
            yield hook
        yield from hook_points(hook)


@pytest.mark.parametrize("name", [variable.name for variable in TABLE])
def test_setting_is_documented(name):
    assert f"`{name}`" in (REFERENCE / "settings.md").read_text()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_event_is_documented(name):
    assert f"`{name}`" in (REFERENCE / "events.md").read_text()


@pytest.mark.parametrize("hook", sorted({f"{h.__module__}.{h.__name__}" for h in hook_points() if not h.__module__.startswith("tests")}))
def test_hook_is_documented(hook):
    assert f"`{hook}`" in (REFERENCE / "hooks.md").read_text()


@pytest.mark.parametrize("key", sorted(KINDS))
def test_notification_kind_is_documented(key):
    assert f"`{key}`" in (REFERENCE / "notifications.md").read_text()


@pytest.mark.parametrize("key", sorted(KINDS))
def test_what_a_kind_does_by_default_is_documented(key):
    kind = KINDS[key]
    (said,) = [line.split("|")[-2] for line in (REFERENCE / "notifications.md").read_text().splitlines() if line.startswith(f"| `{key}`")]
    on = {one for one in ("email", "ott", "digest") for role in kind.hats or Role if kind.is_on_by_default(one, [role])}
    assert {name for name, word in (("email", "e-mail"), ("ott", "messenger"), ("digest", "digest")) if word in said} == on
