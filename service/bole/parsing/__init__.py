"""Bytes of a document become what a person sees of it: text, pages, sections and a profile."""
