"""The composition root: settings -> engine -> use cases -> server. Nothing is built at import."""

from bole.bootstrap.service import reader, running_server

__all__ = ["reader", "running_server"]
