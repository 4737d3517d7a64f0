"""File formats: telling them by their bytes, cleaning pictures, previewing documents. No Django."""
