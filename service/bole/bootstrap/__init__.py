"""The composition root: settings -> engine -> use cases -> server. Nothing is built at import."""

from bole.bootstrap.model import language_model
from bole.bootstrap.service import reader, running_server

__all__ = ["language_model", "reader", "running_server"]
