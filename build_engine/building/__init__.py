"""Weights to engine, step by step."""
