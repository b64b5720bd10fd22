"""Puts the console together."""

from __future__ import annotations

import grpc
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bole.domain.errors import BoleError
from bole.web import candidates, errors, gateway, interviews, library, playground, screenings, signing_in
from bole.web.backend import Backend
from bole.web.guard import Guard
from bole.web.options import WebOptions
from bole.web.sessions import Sessions


class _Files(StaticFiles):
    """Files whose addresses change with their content, but for scripts that import each other."""

    async def get_response(self, path: str, scope: object) -> Response:
        response = await super().get_response(path, scope)  # type: ignore[arg-type]
        versioned = b"v=" in scope["query_string"]  # type: ignore[index]
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response


def create_app(backend: Backend, options: WebOptions) -> ASGIApp:
    """Returns the console as an ASGI application.

    Args:
        backend: The gRPC API that it is a client of.
        options: How it behaves.
    """
    sessions = Sessions(idle_seconds=options.idle_seconds, session_seconds=options.session_seconds)
    app = Starlette(
        routes=[
            *signing_in.routes(),
            *screenings.routes(),
            *candidates.routes(),
            *interviews.routes(),
            *library.routes(),
            *playground.routes(),
            *gateway.routes(),
            Mount("/static", _Files(packages=[("bole.web", "static")])),
        ],
        exception_handlers={
            grpc.aio.AioRpcError: errors.failed_call,
            BoleError: errors.failed_call,
            HTTPException: errors.refused,
            ClientDisconnect: errors.gone,
            Exception: errors.unexpected,
        },
    )
    app.state.backend, app.state.options, app.state.sessions = backend, options, sessions
    return Guard(app, options=options, sessions=sessions)
