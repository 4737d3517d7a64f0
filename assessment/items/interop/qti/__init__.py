"""QTI 1.2, 2.1, 2.2 and 3.0 (1EdTech), as packages and as single items; docs/standards/qti.md."""
