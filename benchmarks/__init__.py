"""Figures of speed and quality, each a ratio or a rate measured in one run."""
