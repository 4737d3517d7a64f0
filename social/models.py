"""Models of social, re-exported for Django."""

from social.feeds.models import Attendance, Comment, Entry, Post, PostEdit, Reaction, Receipt, SentDown, Vote
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState
from social.messaging.models import AbsenceRequest, Conversation, Message, Participant, QuietHours
from social.moderation.models import Block, Case, CaseStep, Report, Sanction, UnitSafety

__all__ = [
    "AbsenceRequest",
    "Attachment",
    "Attendance",
    "Block",
    "Case",
    "CaseStep",
    "Comment",
    "Conversation",
    "Entry",
    "Message",
    "Participant",
    "Post",
    "PostEdit",
    "QuietHours",
    "Reaction",
    "Receipt",
    "Report",
    "Sanction",
    "SentDown",
    "Space",
    "SpaceMember",
    "SpaceState",
    "UnitSafety",
    "Vote",
]
