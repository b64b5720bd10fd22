"""Characters, encodings and the visible text that every reader builds."""
