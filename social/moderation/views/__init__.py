"""Pages that keep people safe."""
