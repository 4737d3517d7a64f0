"""Every route, tried by everybody who must not pass."""
