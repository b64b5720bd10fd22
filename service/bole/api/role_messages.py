"""`ListRoles` as one piece of work for a worker process: the first one reads every file of the library."""

from __future__ import annotations

from bole.api import messages
from bole.domain.errors import BoleError
from bole.domain.roles import Role, RoleLibrary
from bole.v1 import role_pb2
from bole.v1 import screening_service_pb2 as pb


def listed(roles: RoleLibrary, asked: tuple[str, str]) -> bytes:
    """Answers for the identifier and language of `requests.roles` with a serialised `ListRolesResponse`.

    Raises:
        BoleError: ROLE_UNKNOWN.
    """
    role_id, language_code = asked
    found = (_named(roles, role_id, language_code),) if role_id else roles.roles(language_code)
    return pb.ListRolesResponse(roles=[role(one) for one in found]).SerializeToString()


def role(value: Role) -> role_pb2.Role:
    """Converts a role; what a model is shown of it stays here."""
    return role_pb2.Role(
        role_id=value.role_id,
        title=value.title,
        language_code=value.language_code,
        rubric=messages.rubric(value.rubric),
        guidance=value.guidance,
        core_questions=[messages.interview_question(one) for one in value.core_questions],
        custom=value.custom,
    )


def _named(roles: RoleLibrary, role_id: str, language_code: str) -> Role:
    try:
        return roles.get(role_id, language_code)
    except BoleError as error:
        raise BoleError(error.reason, error.message, field="role_id") from error
