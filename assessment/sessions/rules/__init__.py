"""Pure rules of sittings: folding answers, clocks, networks, what is shown when."""
