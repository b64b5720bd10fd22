"""What is looked up: roles, the ledger, reports."""

from bole.web.library.routes import routes

__all__ = ["routes"]
