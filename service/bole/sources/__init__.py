"""Files by their paths: folders, archives, and what references of batches name."""
