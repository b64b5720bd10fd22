"""Resumes written as data."""
