"""Pages of signing in: the entrance, the classroom door, class codes, slips, accounts, the profile."""
