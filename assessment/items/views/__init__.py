"""Pages of banks and items."""
