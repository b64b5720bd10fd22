"""Batches and their items: as callers see them, and as replicas work on them."""
