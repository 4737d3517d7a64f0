"""Rules of courses: what is released, how an outline changes, how long a file link lives. Pure."""
