"""Edits of a document that change nothing of what it says of the person: form, format, and words that mean the same."""
