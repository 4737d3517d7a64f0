"""Open and closed sets of the record store. The values are stored."""

from enum import IntEnum, StrEnum


class Scope(StrEnum):
    """What a credential may do (the scopes xAPI 1.0.3 Communication 4.2 recommends)."""

    STATEMENTS_WRITE = "statements/write"
    STATEMENTS_READ_MINE = "statements/read/mine"
    STATEMENTS_READ = "statements/read"
    STATE = "state"
    PROFILE = "profile"
    DEFINE = "define"
    ALL_READ = "all/read"
    ALL = "all"


class Facet(IntEnum):
    """Why a statement is found besides its own actor, verb, object and registration.

    AGENT and ACTIVITY match the plain filters (members of an actor group, agents as objects, targets of a StatementRef);
    RELATED_AGENT and RELATED_ACTIVITY match only with `related_agents` and `related_activities`; VERB and REGISTRATION
    come from the target of a StatementRef.
    """

    AGENT = 1
    RELATED_AGENT = 2
    ACTIVITY = 3
    RELATED_ACTIVITY = 4
    VERB = 5
    REGISTRATION = 6


class DocumentKind(StrEnum):
    """Kinds of documents."""

    STATE = "state"
    ACTIVITY_PROFILE = "activity_profile"
    AGENT_PROFILE = "agent_profile"
