"""What social promises to other domains beside events and hooks."""
