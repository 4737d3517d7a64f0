"""Studying: the reader, progress, notes, help, the class board, nudges, figures; keeps working without a network.

Words: a *step* is a block of an activity a learner passes; a *change* is one numbered thing that happened on a phone and
arrives once, however often it is sent. Invariants: progress never goes back; a change acknowledged is committed.
"""
