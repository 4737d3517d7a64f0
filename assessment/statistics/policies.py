"""Who sees figures: of tests by `scoring.policies.can_review`, of classes whoever may give them tests, of oneself everybody."""

from core.access.enums import Role
from core.access.types import Actor

from ..sessions.policies import gives_tests

__all__ = ["gives_tests"]


def sees_own_mastery(actor: Actor, obj: object = None) -> bool:
    """Permit learners and guardians: what they see is their own, or their children's."""
    return actor.has_role(Role.STUDENT, Role.LEARNER, Role.GUARDIAN)
