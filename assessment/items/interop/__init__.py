"""Question files: read into questions without touching a database, and written from them. docs/standards says what each format holds.

`reading.read_file` finds the format; each reader returns `ReadFile` and never raises for one bad question.
"""
