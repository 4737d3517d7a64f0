"""Checking statements and agents against xAPI 1.0.3 and 2.0.0 (Data 2.2, 2.4, 4).

Every check raises `InvalidRequestError` whose message starts with the path of the property, e.g.
`statement[2].result.score.scaled: ...`. What passes is valid; nothing is changed.
"""

from .actors import check_agent, check_agent_or_group
from .statement import check_statement

__all__ = ["check_agent", "check_agent_or_group", "check_statement"]
