"""Writes about people that need no place in the tree: code lists, joining a family, the consent ledger."""

from .consents import record_consent
from .family import join_as_guardian, redeem_guardian_code
from .reference import load_code_lists

__all__ = ["join_as_guardian", "load_code_lists", "record_consent", "redeem_guardian_code"]
