"""Decisions of people, in a chain that shows what is changed or removed."""
