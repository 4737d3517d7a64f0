"""Learning: courses, lessons, H5P, studying and progress, the learning record store (xAPI)."""
