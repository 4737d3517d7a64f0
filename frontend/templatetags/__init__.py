"""Tags and filters of the design system. README.md of frontend shows each one in use."""
