"""How things are drawn: pure rules behind the template tags (colours, rings, sparklines, dates in words)."""
