"""The learning record store: xAPI statements, documents and profiles, for us and for other systems."""
