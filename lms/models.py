"""Models of learning, re-exported for Django."""

from lms.courses.models import Activity, Course, CourseClass, CourseFile, CourseTeacher, CourseVersion, Section
from lms.delivery.models import (
    ActivityProgress,
    CheckpointAnswer,
    ClassFigures,
    ClassSession,
    Hint,
    LearnerChange,
    Note,
    Nudge,
    StudyDay,
    UnitFigures,
)
from lms.enrolment.models import CourseLearner
from lms.h5p.models import H5PActivity, H5PBlockUse, H5PChange, H5PLibrary, H5PPackage, H5PResult, H5PState
from lms.lessons.models import DocumentImport, Lesson, LessonComment
from lms.quizzes.models import CountedSitting, TestActivity
from lms.records.models import (
    Document,
    Statement,
    StatementAttachment,
    StatementDraft,
    StatementMatch,
    XapiActivity,
    XapiAgent,
    XapiCredential,
    XapiVerb,
)

__all__ = [
    "Activity",
    "ActivityProgress",
    "CheckpointAnswer",
    "ClassFigures",
    "ClassSession",
    "CountedSitting",
    "Course",
    "CourseClass",
    "CourseFile",
    "CourseLearner",
    "CourseTeacher",
    "CourseVersion",
    "Document",
    "DocumentImport",
    "H5PActivity",
    "H5PBlockUse",
    "H5PChange",
    "H5PLibrary",
    "H5PPackage",
    "H5PResult",
    "H5PState",
    "Hint",
    "LearnerChange",
    "Lesson",
    "LessonComment",
    "Note",
    "Nudge",
    "Section",
    "Statement",
    "StatementAttachment",
    "StatementDraft",
    "StatementMatch",
    "StudyDay",
    "TestActivity",
    "UnitFigures",
    "XapiActivity",
    "XapiAgent",
    "XapiCredential",
    "XapiVerb",
]  # fmt: skip
