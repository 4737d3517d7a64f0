"""Writes of signing in, one module a subject: accounts, passwords, pictures, class codes, slips, sessions, profile."""
