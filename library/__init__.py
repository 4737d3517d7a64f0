"""The shared digital library and the university's portal. Comes with its own issue."""
