"""Pure rules of papers: presets, totals, drawing, shuffling, scoring of a snapshot."""
