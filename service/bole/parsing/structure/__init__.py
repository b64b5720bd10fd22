"""Visible text becomes sections, facts and languages."""
