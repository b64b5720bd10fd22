"""Prompts and the grammars of their answers, as versioned files and pure functions."""
