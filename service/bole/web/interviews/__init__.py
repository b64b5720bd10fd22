"""Interview kits: questions to edit, to replace and to print."""

from bole.web.interviews.routes import routes

__all__ = ["routes"]
