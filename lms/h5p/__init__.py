"""H5P packages: checked on the way in, played from our own server in a sandboxed frame, resumed, recorded.

Words: a *package* is an uploaded `.h5p` of a unit; a *library* is code that came inside packages, kept once per content;
a *state* is where a learner stopped inside a package; a *result* is what they reached. Invariants: only checked packages
are kept; a package never runs outside its sandbox (opaque origin, no session); a repeat of a change does nothing; replacing
a package keeps everybody's states and results.
"""
