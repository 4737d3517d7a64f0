"""Benchmarks: ratios of CPU in one run against a baseline, never absolute times. `make bench` runs all."""
