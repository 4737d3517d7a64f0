"""What the sweep needs to know of each component of social: one module each, with the names `test_social_routes.py` reads.

`make(world)` puts things into `world.values`; `VALUES` maps a parameter (or `route:parameter`) to a key there, or to `=text` for a word;
`OPEN` are routes with a reason to be left out; `ALLOWED` says what `pupil`, `classmate`, `guardian` and `colleague` may reach; `POSTED`
what the buttons of a route say.
"""
