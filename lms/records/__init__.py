"""The learning record store: xAPI statements and documents (1.0.3, and 2.0.0 where asked for) under `/xapi/`.

Words: a *statement* says who did what with which activity; a *draft* is a statement of the platform itself waiting to
be stored; a *match* makes a statement findable by an agent, verb, activity or registration it only mentions; a
*document* is state or a profile; a *credential* is a key and secret of a program that may write or read.
Invariants: a stored statement never changes (it can only be voided); our own statements name people by a pseudonym;
everything of one request is stored, or nothing.
"""
