"""Exams in Word as Vietnamese teachers write them. docs/standards/word-questions.md lists the conventions."""
