"""The routes of this part."""

from __future__ import annotations

import functools
import logging

import grpc
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bole.api.error_status import internal_error
from bole.domain.errors import BoleError
from bole.domain.events import Event, Line
from bole.web.gateway.bodies import Bodies
from bole.web.gateway.calling import answered, refuse_strangers
from bole.web.gateway.methods import METHODS, PREFIX
from bole.web.gateway.reference import description, message, methods
from bole.web.gateway.refusals import Refused, answer_of
from bole.web.pages import get

_LOG = logging.getLogger("bole.web")
_VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes() -> list[BaseRoute]:
    """Returns them."""
    bodies = Bodies()

    async def call(request: Request) -> ASGIApp:
        """Answers one call."""
        try:
            return await _answered(request, bodies)
        except (grpc.aio.AioRpcError, BoleError, Refused) as error:
            return answer_of(error)
        except Exception as error:  # noqa: BLE001  # whatever it is, callers get what they can read
            _LOG.error(Line(Event.UNEXPECTED, error=error))
            return answer_of(internal_error())

    return [
        Route(f"{PREFIX}{{method:path}}", call, methods=_VERBS),
        get("/api/openapi.json", description),
        get("/api/docs", methods),
        get("/api/docs/{name}", message),
    ]


async def _answered(request: Request, bodies: Bodies) -> ASGIApp:
    name = request.path_params["method"]
    method = METHODS.get(name)
    if method is None:
        raise Refused(404, "There is no such method. /api/docs lists them, as POST /api/v1/BatchService/GetBatch.")
    if request.method != "POST":
        raise Refused(405, "Methods are called by POST, with the request as a JSON object.", {"allow": "POST"})
    backend = request.app.state.backend
    body = await bodies.read(request, functools.partial(refuse_strangers, backend, request))
    return await answered(method, backend, request, body)
