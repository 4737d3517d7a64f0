"""What people type in posts becomes HTML: `core.lib.typed`."""

from core.lib.typed import html_of, text_of

__all__ = ["html_of", "text_of"]
