"""Items and banks: questions with versions, metadata, review, sharing; import and export.

Words: a *bank* belongs to a unit, or to one person in it (`owner`); *folders* order it; an *item* (câu hỏi) has *versions*, of
which `working` is edited and `ready` is asked; an item of a *stimulus* stands under it (`stimulus`, `position`). Invariants: a
version that is ready or was ever asked is never changed; the author of a version never reviews it; a sealed item is seen only
by those who may manage its bank and by its author until `sealed_until`, and each look is in the audit trail.
"""
