"""Reading what keeps people safe."""
