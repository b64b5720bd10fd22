"""Typed settings to Triton repositories."""
