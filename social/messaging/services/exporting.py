"""Taking one's own conversations along."""

import io
import json
import zipfile

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..policies import uses_messages
from ..selectors.exports import own_messages


def export_chats(*, actor: Actor) -> bytes:
    """Return the actor's conversations under its hat as JSON in a zip, as it reads them; the trail keeps that it was done."""
    require(uses_messages, actor)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, conversation in enumerate(own_messages(actor), 1):
            archive.writestr(f"tin-nhan-{number:03}.json", json.dumps(conversation, ensure_ascii=False, indent=1))
    record(actor=actor, verb="social.chats.exported")
    return content.getvalue()
