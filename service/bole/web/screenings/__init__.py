"""From a posting to a ranking that fills: posting, rubric, upload, progress, results."""

from bole.web.screenings.routes import routes

__all__ = ["routes"]
