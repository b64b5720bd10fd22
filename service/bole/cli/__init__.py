"""The command line, a client of the gRPC API."""

from bole.cli.main import main

__all__ = ["main"]
