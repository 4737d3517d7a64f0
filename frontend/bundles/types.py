"""The files a page has to load for one entry."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bundle:
    """Names relative to STATIC_URL: style sheets, module scripts, and modules to preload."""

    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.styles or self.scripts)
