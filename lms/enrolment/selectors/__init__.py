"""Reads of enrolment."""

from .learners import courses_of_learner, is_learner, learner_counts, learner_ids, learners_of, learners_of_class

__all__ = ["courses_of_learner", "is_learner", "learner_counts", "learner_ids", "learners_of", "learners_of_class"]
