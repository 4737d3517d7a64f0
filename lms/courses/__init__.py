"""Courses: sections of activities for a subject and grade, their teachers and classes.

Words: a *course* belongs to a unit; a *section* orders *activities*; an activity's *kind* is an `ActivityType` (lesson,
h5p, file, link, page; others register). Invariants: learners see only the published outline (`CourseVersion`) and
published activities; positions in a list are dense and unique.
"""
