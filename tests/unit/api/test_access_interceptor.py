"""Who is let in, seen by the interceptor alone."""

from __future__ import annotations

import asyncio
import contextlib
from typing import cast

import pytest

from bole.api.current_call import caller_of
from bole.api.interceptors.access import AccessInterceptor
from bole.api.interceptors.errors import ErrorInterceptor
from bole.api.interceptors.tracing import TracingInterceptor
from bole.api.interceptors.wrapping import Called, Context, WrappingInterceptor
from bole.domain.access import ANYONE, Access, Authenticator, Caller, Role, Shown
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import review_service_pb2

REVEAL = "/bole.v1.ReviewService/RevealCandidate"
METHOD = "/bole.v1.ScreeningService/ScreenResume"


class Call:
    """A call that shows a tenant."""

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant

    def invocation_metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """Returns the tenant, and a value that is no text."""
        return (("tenant", self._tenant), ("trace-bin", b"\xff"))

    def auth_context(self) -> dict[str, list[bytes]]:
        """Returns nothing: there is no TLS."""
        return {}

    def time_remaining(self) -> None:
        """Returns None."""


class ByTenant:
    """Takes the tenant that a call shows."""

    def caller(self, shown: Shown) -> Caller:
        """Returns a caller of that tenant."""
        return Caller(tenant=shown.metadata["tenant"], subject="", roles=frozenset({Role.CALLER}))


class ByName:
    """Takes everybody for one reviewer."""

    def caller(self, shown: Shown) -> Caller:
        """Returns that reviewer."""
        return Caller(tenant=shown.metadata["tenant"], subject="li", roles=frozenset({Role.REVIEWER}))


async def tenant_seen(_request: object, _context: Context) -> object:
    """Says whose call it is, from a task of its own."""
    await asyncio.sleep(0)
    return await asyncio.create_task(seen())


async def seen() -> str:
    return caller_of().tenant


async def around(interceptor: AccessInterceptor, method: str, tenant: str = "acme") -> object:
    context = cast("Context", Call(tenant))
    return await interceptor.around(tenant_seen, object(), context, Called(method, answers_stream=False))


async def test_calls_at_the_same_time_are_of_their_own_tenants() -> None:
    interceptor = AccessInterceptor(ByTenant())

    told = await asyncio.gather(*(around(interceptor, METHOD, f"t{number}") for number in range(20)))

    assert told == [f"t{number}" for number in range(20)]


async def test_where_nobody_is_asked_everybody_is_the_same_caller() -> None:
    assert await around(AccessInterceptor(), METHOD) == ANYONE.tenant


class Noting:
    """Keeps what is written down."""

    def __init__(self) -> None:
        self.accesses: list[Access] = []

    def record(self, access: Access) -> None:
        """Keeps one access."""
        self.accesses.append(access)


@pytest.mark.parametrize(
    ("authenticator", "refused", "reviewer"), [(None, False, "wang"), (None, True, ""), (ByName(), False, "")]
)
async def test_who_acts_is_taken_from_the_request_where_nobody_is_asked(
    authenticator: Authenticator | None, refused: bool, reviewer: str
) -> None:
    """Of a call that was answered: what was refused may hold anything."""
    audit = Noting()
    request = review_service_pb2.RevealCandidateRequest(batch_id="b", item_id="i", reviewer="wang")

    async def answered(_request: object, _context: Context) -> object:
        if refused:
            raise BoleError(ErrorReason.ARGUMENT_INVALID, "Send another one.")
        return review_service_pb2.RevealCandidateResponse(candidate_id="c")

    context, called = cast("Context", Call("acme")), Called(REVEAL, answers_stream=False)
    with contextlib.suppress(BoleError):
        await AccessInterceptor(authenticator, audit).around(answered, request, context, called)

    (access,) = audit.accesses
    assert (access.batch_id, access.item_id, access.reviewer) == ("b", "i", reviewer)
    assert access.candidate_id == ("" if refused else "c")


async def test_outside_of_a_call_there_is_no_caller() -> None:
    """Rather than one whose data it would then be."""
    with pytest.raises(LookupError):
        caller_of()


async def test_a_method_that_nobody_gave_a_role_is_closed_to_everybody() -> None:
    with pytest.raises(BoleError, match="Nobody may make this call") as caught:
        await around(AccessInterceptor(), "/bole.v1.ScreeningService/New")
    assert caught.value.reason is ErrorReason.ROLE_MISSING


@pytest.mark.parametrize("interceptor", [AccessInterceptor(), ErrorInterceptor(), TracingInterceptor(None)])
def test_everything_but_health_is_looked_at(interceptor: WrappingInterceptor) -> None:
    """What may be refused needs its status, and a line in the log."""
    assert interceptor.wraps("/any.other.Service/Method")
    assert not interceptor.wraps("/grpc.health.v1.Health/Check")
