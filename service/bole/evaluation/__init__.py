"""Measures ways to screen: on labelled data, under edits that should change nothing, and for groups of people."""
