"""Pages and the small JSON door of the editor."""
