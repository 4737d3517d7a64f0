"""Rights of the people whose data is kept: requests of access, export, correction, erasure and restriction; how long things stay.

Words: a *request* is one wish of one person about one subject (themselves or a child they speak for), answered by one unit within
the terms of `data/terms.json`; a *package* is what is kept about the subject, as a ZIP. Invariants: nobody answers a request of
their own; every step is in the trail; school records that the law orders to keep are never erased, and the answer says so.
"""
