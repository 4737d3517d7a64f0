"""Models of social, re-exported for Django."""

from social.exports.models import ExportPart, SpaceExport
from social.feeds.models import Attendance, Bookmark, Comment, Entry, LinkPreview, Post, PostEdit, Reaction, Receipt, SentDown, Vote
from social.files.models import Attachment, BannedPicture
from social.groups.models import OverseerVisit, Space, SpaceMember, SpaceState
from social.messaging.models import AbsenceRequest, Conversation, JoinedConversation, Message, Participant, QuietHours
from social.moderation.models import Block, Case, CaseStep, NetworkTime, PictureTag, Report, Sanction, UnitSafety
from social.portfolio.models import Work
from social.wiki.models import WikiRevision

__all__ = [
    "AbsenceRequest",
    "Attachment",
    "Attendance",
    "BannedPicture",
    "Block",
    "Bookmark",
    "Case",
    "CaseStep",
    "Comment",
    "Conversation",
    "Entry",
    "ExportPart",
    "JoinedConversation",
    "LinkPreview",
    "Message",
    "NetworkTime",
    "OverseerVisit",
    "Participant",
    "PictureTag",
    "Post",
    "PostEdit",
    "QuietHours",
    "Reaction",
    "Receipt",
    "Report",
    "Sanction",
    "SentDown",
    "Space",
    "SpaceExport",
    "SpaceMember",
    "SpaceState",
    "UnitSafety",
    "Vote",
    "WikiRevision",
    "Work",
]
