"""The nouns of screening: frozen dataclasses, ports and errors. Standard library only."""
