"""Pure helpers: Vietnamese text and names, identifiers, dates. No Django."""
