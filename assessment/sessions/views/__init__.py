"""Pages of tests, and the player's doors."""
