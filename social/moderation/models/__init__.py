"""Models of moderation."""

from .blocking import Block
from .cases import Case, CaseStep, Report, Sanction
from .units import UnitSafety

__all__ = ["Block", "Case", "CaseStep", "Report", "Sanction", "UnitSafety"]
