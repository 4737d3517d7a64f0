"""Reading roster files: Excel and CSV tables, and the columns of the sector's templates."""
