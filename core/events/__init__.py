"""Domain events: declared, versioned, written with the change they announce, delivered by jobs.

Words: an *event* is a fact in the past tense, `lms.lesson.published.v1`. Invariants: an event exists exactly if its
transaction committed; every subscriber gets it at least once and handles repeats.
"""
