"""What is built and on what: models, GPUs, precisions, limits."""
