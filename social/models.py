"""Models of social, re-exported for Django."""

from social.feeds.models import Bookmark, Comment, Entry, Post, PostEdit, Reaction, Receipt
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState
from social.messaging.models import AbsenceRequest, Conversation, Message, Participant, QuietHours
from social.moderation.models import Block, Case, CaseStep, NetworkTime, PictureTag, Report, Sanction, UnitSafety
from social.portfolio.models import Work
from social.wiki.models import WikiRevision

__all__ = [
    "AbsenceRequest",
    "Attachment",
    "Block",
    "Bookmark",
    "Case",
    "CaseStep",
    "Comment",
    "Conversation",
    "Entry",
    "Message",
    "NetworkTime",
    "Participant",
    "PictureTag",
    "Post",
    "PostEdit",
    "QuietHours",
    "Reaction",
    "Receipt",
    "Report",
    "Sanction",
    "Space",
    "SpaceMember",
    "SpaceState",
    "UnitSafety",
    "WikiRevision",
    "Work",
]
