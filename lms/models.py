"""Models of learning, re-exported for Django."""

from lms.courses.models import Activity, Course, CourseClass, CourseTeacher, CourseVersion, Section
from lms.delivery.models import ActivityProgress, CheckpointAnswer, LearnerChange, Note, StudyDay, UnitFigures
from lms.enrolment.models import CourseLearner
from lms.h5p.models import H5PActivity, H5PBlockUse, H5PChange, H5PLibrary, H5PPackage, H5PResult, H5PState

__all__ = [
    "Activity", "ActivityProgress", "CheckpointAnswer", "Course", "CourseClass", "CourseLearner", "CourseTeacher", "CourseVersion",
    "H5PActivity", "H5PBlockUse", "H5PChange", "H5PLibrary", "H5PPackage", "H5PResult", "H5PState",
    "LearnerChange", "Note", "Section", "StudyDay", "UnitFigures",
]  # fmt: skip
