"""The school social network: spaces, feeds, messages, and what keeps children safe in them."""
