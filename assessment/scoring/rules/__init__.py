"""Pure rules of scoring: which attempt counts, two markers, rounding a mark."""
