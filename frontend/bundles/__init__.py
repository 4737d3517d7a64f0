"""What Vite built: the files of an entry, read from its manifest."""
