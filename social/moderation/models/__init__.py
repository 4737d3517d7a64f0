"""Models of moderation."""

from .blocking import Block
from .cases import Case, CaseStep, Report, Sanction
from .tags import PictureTag
from .times import NetworkTime
from .units import UnitSafety

__all__ = ["Block", "Case", "CaseStep", "NetworkTime", "PictureTag", "Report", "Sanction", "UnitSafety"]
