"""Batches: work on many candidates that outlives the process that does it."""
