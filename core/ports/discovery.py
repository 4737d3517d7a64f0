"""Importing the `tasks`, `receivers` and `consumers` of every component when its app is ready."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig

EDGES = ("receivers", "tasks")


def discover(app: AppConfig) -> None:
    """Import the edge modules of each component of `app`, so that they register themselves."""
    package = import_module(app.name)
    for module in iter_modules(package.__path__):
        if module.ispkg:
            for edge in EDGES:
                name = f"{app.name}.{module.name}.{edge}"
                if find_spec(name):
                    import_module(name)
