"""One candidate, or a few side by side: pages with quotes, score, identity, decision."""

from bole.web.candidates.routes import routes

__all__ = ["routes"]
