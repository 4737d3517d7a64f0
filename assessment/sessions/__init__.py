"""Tests on line: settings, who takes them, packs, attempts and the log of answer changes.

Words: a *test* (bài kiểm tra) gives a frozen paper to an *audience* in an *entry window*; a *pack* is a form frozen for the
player (public content only); an *attempt* (lượt làm) is one candidate's sitting; a *change* is a small numbered set of answers.
Invariants: a change is acknowledged only after its commit; (attempt, device, number) is stored once; folding the changes of an
attempt in order of their `made_at`-sequence gives its answers; server time rules; a submitted attempt takes no further change
but a late upload marked as such.
"""
