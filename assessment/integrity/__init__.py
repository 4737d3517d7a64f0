"""Supervision: signals as a timeline (never a verdict), incidents, Safe Exam Browser, rooms and numbers, the proctor console."""
