"""For operators: the model by hand, and the exact prompt of a screening."""

from bole.web.playground.routes import routes

__all__ = ["routes"]
