"""Taking a whole space or school out: a ZIP a space with pages for people and JSON for machines, made in a job, kept some days.

Words: an *export* is one wish of one person; a *part* is one ZIP of one space. Invariants: an export holds what its asker could read under
the hat it wore; only the asker takes it, while it still may; a name in storage is kept before its bytes are.
"""
