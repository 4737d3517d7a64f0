"""Units as one dated tree, and people's places in them.

Words: a *unit* is an organisation or a part of one; a *placement* says under which unit it stood, from when to when;
a *membership* is a hat; an *enrolment* puts a learner into a class. Invariants: a unit is never deleted, it closes; a
closed unit that was merged stands under its successor, so the successor's people reach what it left behind.
"""
