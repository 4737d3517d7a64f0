"""One factory a model, minimal, no surprise."""
