"""Twins of invented resumes that differ in one thing, and what of a person the masking finds."""
