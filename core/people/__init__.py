"""People, apart from their log-ins: names, identifiers, guardianship, consent, code lists.

Words: a *person* is a human and exists once; an *account* is a log-in of one person. Invariants: a personal id or a
Ministry code belongs to one person; consent is a ledger, never overwritten.
"""
