"""Registering every kind of question: each folder here that has a `KIND`."""

from importlib import import_module
from pkgutil import iter_modules

import assessment.kinds
from assessment.hooks import ItemKind

for _module in iter_modules(assessment.kinds.__path__):
    if _module.ispkg and _module.name != "rules":
        ItemKind.register(import_module(f"assessment.kinds.{_module.name}").KIND)
