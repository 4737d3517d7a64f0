"""One call, `notify`, for everything a person should know: inbox with a live badge, e-mail; more channels behind the same call.

Words: a *kind* says what a notification is about and how it reads; a *channel* carries it. Invariant: one notification
for each recipient and dedupe key, however often a job repeats.
"""
