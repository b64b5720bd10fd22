"""Bole screens resumes against a job posting and prepares interviews."""
