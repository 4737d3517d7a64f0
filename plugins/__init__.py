"""Light, removable administrative systems. The platform works with none installed."""
