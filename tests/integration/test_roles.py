"""`ListRoles` over a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from bole.domain.errors import ErrorReason
from bole.roles.library import built_in_files
from bole.v1 import interview_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.errors import reason_of, status_of_call

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_all_roles_are_listed(stub: ScreeningServiceAsyncStub) -> None:
    """By identifier, in the language asked for, and small enough for any client."""
    answer = await stub.ListRoles(pb.ListRolesRequest(language_code="zh"))

    assert [role.role_id for role in answer.roles] == sorted(role.role_id for role in answer.roles)
    assert len(answer.roles) == len(built_in_files())
    assert {role.language_code for role in answer.roles} == {"zh"}
    assert answer.ByteSize() < 1024 * 1024


async def test_one_role_is_ready_to_screen_with(stub: ScreeningServiceAsyncStub) -> None:
    """Its rubric is checked, its questions are numbered and tied to criteria; English where no language is named."""
    (role,) = (await stub.ListRoles(pb.ListRolesRequest(role_id="accountant"))).roles

    assert (role.title, role.rubric.role, role.custom) == ("Accountant", "accountant", False)
    assert len(role.rubric.rubric_digest) == 64
    assert [one.question_id for one in role.core_questions] == [f"core-{number}" for number in range(1, 7)]
    assert {one.criterion_id for one in role.core_questions} <= {one.criterion_id for one in role.rubric.criteria}
    assert role.core_questions[0].difficulty == interview_pb2.InterviewQuestion.INTERMEDIATE


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (pb.ListRolesRequest(role_id="wizard"), ErrorReason.ROLE_UNKNOWN),
        (pb.ListRolesRequest(role_id="x" * 65), ErrorReason.ARGUMENT_INVALID),
        (pb.ListRolesRequest(language_code="Chinese!"), ErrorReason.ARGUMENT_INVALID),
    ],
    ids=["unknown", "long", "language"],
)
async def test_what_is_not_there_is_refused(
    stub: ScreeningServiceAsyncStub, request_: pb.ListRolesRequest, reason: ErrorReason
) -> None:
    """With the reason."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ListRoles(request_)
    assert reason_of(status_of_call(caught.value)) == reason
