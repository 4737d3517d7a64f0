"""Góc của em: works of a pupil, hidden until a teacher of the class approves; seen by the child, its teachers and its guardians.

A work stands in no feed. The whole class sees one only when the child wants it, a teacher shows it, and, with pictures, consent is there.
"""
