"""Where somebody stands in a space."""

from dataclasses import dataclass

from .enums import Ability, Band, Side


@dataclass(frozen=True, slots=True)
class Standing:
    """What the actor is in one space and what that allows. `limit` says why somebody may only read ("" otherwise).

    `child_ids` are the guardian's children in the space; `looks_after` marks who moderates and is asked to approve.
    """

    side: Side
    band: Band = Band.ADULT
    abilities: frozenset[Ability] = frozenset()
    looks_after: bool = False
    child_ids: tuple[int, ...] = ()
    is_overseer: bool = False
    limit: str = ""

    def may(self, ability: Ability) -> bool:
        """Say whether the standing allows `ability`."""
        return ability in self.abilities
