"""Reads HTML and what turns into it."""
