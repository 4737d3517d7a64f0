"""The demo province: fictional people, real places and subjects; deterministic."""
