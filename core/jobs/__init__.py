"""Work off the request path, in the database's own queue.

Words: a *job* is one call of a named handler with primitives. Invariants: a job enqueued in a transaction exists only if
it commits; a running job holds a lease, and one whose worker died runs again; handlers are idempotent.
"""
