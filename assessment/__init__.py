"""Question bank, tests on line and on paper, marking, statistics. Comes with its own issue."""
