"""Who may do what.

Words: a *hat* is a role in a unit with dates (a membership, or guardianship); an *actor* is a person
under one hat, or the system; a *policy* answers for one actor and one object, and for lists, from
one rule. Knows no models. Invariant: nothing is permitted unless a policy says so.
"""
