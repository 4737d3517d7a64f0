"""Pages of feeds."""

from .cards import card_search, card_share
from .choices import event_answer, event_file, poll_vote, poll_voters
from .links import link_picture
from .reading import feed, feed_beside, kept, post, seen, space, space_beside
from .receipts import answer, posts_read, receipts, receipts_file, remind_rest
from .sending import send_down, sent_report, share
from .tabs import space_events, space_files
from .talk import comment, comment_act, comment_edit, keep, people, post_act, react
from .writing import edit, edits, mine, space_people, write

__all__ = [
    "answer",
    "card_search",
    "card_share",
    "comment",
    "comment_act",
    "comment_edit",
    "edit",
    "edits",
    "event_answer",
    "event_file",
    "feed",
    "feed_beside",
    "keep",
    "kept",
    "link_picture",
    "mine",
    "people",
    "poll_vote",
    "poll_voters",
    "post",
    "post_act",
    "posts_read",
    "react",
    "receipts",
    "receipts_file",
    "remind_rest",
    "seen",
    "send_down",
    "sent_report",
    "share",
    "space",
    "space_beside",
    "space_events",
    "space_files",
    "space_people",
    "write",
]
