"""Asks for roles."""

from __future__ import annotations

from collections.abc import Sequence

from bole.cli.connection import connected, run
from bole.v1 import role_pb2
from bole.v1 import screening_service_pb2 as pb


def roles_of(server: str | None, language: str, role_id: str = "") -> Sequence[role_pb2.Role]:
    """Returns all roles of the library, or the one that is named.

    Raises:
        UserError: The library does not have the role, or the call failed.
    """

    async def ask() -> pb.ListRolesResponse:
        async with connected(server) as stub:
            return await stub.ListRoles(pb.ListRolesRequest(language_code=language, role_id=role_id))

    return run(ask).roles
