"""The school social network. Comes with its own issue."""
