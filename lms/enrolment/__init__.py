"""Who learns in a course: learners of its classes, and people enrolled by themselves.

Words: a *learner* of a course is studying in one of its classes or has a `CourseLearner` row.
"""
