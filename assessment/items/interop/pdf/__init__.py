"""Exams in PDF: glyphs on pages put back into lines, then read as exams in Word are. docs/standards/pdf-questions.md says what comes through.

A file is taken apart by `worker` in a process of its own, bounded in time and memory; `reader` builds questions of its lines.
"""
