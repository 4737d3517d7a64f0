"""Settings, one file a subject, over the typed table in `env.py`."""

from .accounts import *
from .apps import *
from .capabilities import *
from .messaging import *
from .observability import *
from .security import *
from .static import *
