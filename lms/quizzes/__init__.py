"""Tests held by courses: the activity kind `test`.

A course holds a test of `assessment` by its uuid (`TestActivity`); the test itself, its window, its candidates and its
marks stay there, this component asks `assessment.public`. Learners go from the course to the test's door; what they hand in
finishes the activity, what is released to them (or shown at once, in practice) becomes its score through `lms.hooks.ResultSink`.
Invariants: learners see only a test that was published with the activity; a score reaches a course no sooner than its owner
may see it.
"""
