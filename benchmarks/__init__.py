"""Measures the library as ratios within one run: `python -m benchmarks`."""
