"""Measurements: what a command or a page costs, in one run, as medians and ratios; no tests."""
