"""A kind of thing that can be held, reported and judged, without posts or messages: what moderation does with it is written down."""

from datetime import UTC, datetime

from social.hooks import HeldThing, Moderated


class Things(Moderated):
    kind, label = "thing", "Bài thử"

    def __init__(self):
        self.rows, self.done = {}, []

    def add(self, key, author, space, text="Đồ ngốc", sees=None, is_held=False, unit=None, side="", files=()):
        self.rows[key] = {
            "author": author,
            "space": space,
            "text": text,
            "sees": sees,
            "is_held": is_held,
            "unit": unit,
            "side": side,
            "files": files,
        }
        return key

    def may_see(self, actor, key):
        row = self.rows.get(key)
        return row is not None and (row["sees"] is None or actor.person_id in row["sees"])

    def snapshot(self, key):
        row = self.rows[key]
        return {
            "text": row["text"], "author_id": row["author"].pk, "author_name": row["author"].full_name, "unit_id": row["unit"],
            "space_id": row["space"].pk if row["space"] else None, "at": "2026-11-28T08:00:00+07:00", "files": list(row["files"]),
            "author_side": row["side"],
        }  # fmt: skip

    def space_id(self, key):
        return self.rows[key]["space"].pk if self.rows[key]["space"] else None

    def url(self, key):
        return f"/thing/{key}/"

    def hide(self, actor, key):
        self.done.append(("hide", key))

    def restore(self, actor, key):
        self.done.append(("restore", key))

    def approve(self, actor, key):
        self.done.append(("approve", key))
        return self._was_held(key)

    def reject(self, actor, key, reason):
        self.done.append(("reject", key, reason))
        return self._was_held(key)

    def _was_held(self, key):
        was, self.rows[key]["is_held"] = self.rows[key]["is_held"], False
        return was

    def held(self, scope, limit):
        return [
            HeldThing(
                key,
                row["text"],
                row["author"].pk,
                row["author"].full_name,
                "learner",
                row["space"].label,
                datetime(2026, 11, 28, tzinfo=UTC),
            )
            for key, row in self.rows.items()
            if row["is_held"] and row["space"].pk in scope.space_ids
        ]
