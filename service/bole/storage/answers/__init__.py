"""Answers by the digest of their question."""
