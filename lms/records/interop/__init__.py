"""xAPI as text: building, checking, comparing and rendering statements. Knows no Django."""
