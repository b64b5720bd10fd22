"""JSON over HTTP for systems without gRPC, described by OpenAPI."""

from bole.web.gateway.routes import routes

__all__ = ["routes"]
