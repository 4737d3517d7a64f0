"""Lessons: block bodies with drafts, revisions and schedules; their editor, their reading form, import from Word.

Words: a *block* is one entry of `Lesson.body` (a StreamField) and keeps its id for ever; a *step* is a block a learner
passes (every block but headings), its id is the block's; a *part* is what a heading begins; a *checkpoint* is a question
with instant feedback; a *seal* is what a phone needs to check an answer without a network.

Invariants: `body` of the row is the published content, drafts live in the latest revision; every value that is stored has
been through `rules.shape.clean_stream` (no HTML reaches a page that `core.lib.markup` hasn't cleaned); `draft_number` grows by
one with each saved change and is what a second editor's save is compared with.
"""
