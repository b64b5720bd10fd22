"""The roles of the library, as the service tells of them in the language of whoever asks."""

from __future__ import annotations

from starlette.requests import Request

from bole.v1 import role_pb2, screening_service_pb2
from bole.web.pages import calls_of, language_of


async def all_roles(request: Request) -> list[role_pb2.Role]:
    """Returns all roles."""
    return await _asked_for(request, "")


async def role_of(request: Request, role_id: str) -> role_pb2.Role:
    """Returns one role.

    Raises:
        grpc.aio.AioRpcError: ROLE_UNKNOWN.
    """
    return (await _asked_for(request, role_id))[0]


async def _asked_for(request: Request, role_id: str) -> list[role_pb2.Role]:
    calls = calls_of(request)
    asked = screening_service_pb2.ListRolesRequest(language_code=language_of(request), role_id=role_id)
    return list((await calls.ask(calls.backend.screening.ListRoles, asked)).roles)
