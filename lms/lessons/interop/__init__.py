"""Ways into lessons from other formats. No Django."""
