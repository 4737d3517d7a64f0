"""Models of learning, re-exported for Django."""

from lms.courses.models import Activity, Course, CourseClass, CourseTeacher, CourseVersion, Section
from lms.delivery.models import ActivityProgress, CheckpointAnswer, LearnerChange, Note, StudyDay, UnitFigures
from lms.enrolment.models import CourseLearner

__all__ = [
    "Activity", "ActivityProgress", "CheckpointAnswer", "Course", "CourseClass", "CourseLearner", "CourseTeacher", "CourseVersion",
    "LearnerChange", "Note", "Section", "StudyDay", "UnitFigures",
]  # fmt: skip
