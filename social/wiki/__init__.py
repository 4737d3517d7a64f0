"""Trang chung: the one page a community or circle writes together. Each saving is a revision, none is ever changed or lost."""
