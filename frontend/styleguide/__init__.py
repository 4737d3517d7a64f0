"""The living style guide: every component in use, and the key screens drawn with sample people."""
