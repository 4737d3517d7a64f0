"""Pure rules of items: likeness, levels, abilities, keys."""
