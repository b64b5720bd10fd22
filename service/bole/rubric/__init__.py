"""Turns a job posting into a rubric, and checks rubrics that callers write themselves."""
