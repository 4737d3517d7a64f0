"""Events of social. docs/reference/events.md lists them."""
