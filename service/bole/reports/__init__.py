"""Renders the results of a run for people: ranking, CSV, terminal table and a self-contained HTML report."""
