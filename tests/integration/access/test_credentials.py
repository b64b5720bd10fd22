"""Who may call a running server: keys, tokens, roles, and what happens when they change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import grpc
import pytest
import pytest_asyncio
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from tests.authority import Provider, put
from tests.integration.access.serving import Office, Service, bearer, drafted, outcome, serving, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

MISSING = "UNAUTHENTICATED CREDENTIALS_MISSING"
INVALID = "UNAUTHENTICATED CREDENTIALS_INVALID"
ROLE = "PERMISSION_DENIED ROLE_MISSING"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("caller", "acme", ["caller"])
    office.give_key("reviewer", "acme", ["reviewer"])
    office.give_key("operator", "acme", ["operator"])
    office.give_key("old", "acme", ["caller"], expires="2026-01-01")
    office.open()
    async with serving(office) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel(service: Service) -> AsyncIterator[grpc.aio.Channel]:
    async with service.channel() as opened:
        yield opened


async def test_a_key_is_shown_in_either_header(service: Service, channel: grpc.aio.Channel) -> None:
    key = service.office.keys["caller"].text

    assert await drafted(channel, bearer(key)) == "OK"
    assert await drafted(channel, (("authorization", f"bearer  {key}"),)) == "OK"
    assert await drafted(channel, (("x-api-key", key),)) == "OK"


@pytest.mark.parametrize(
    ("metadata", "refusal"),
    [
        ((), MISSING),
        ((("authorization", "Bearer "),), INVALID),
        ((("authorization", "Basic YWRhOmFkYQ=="),), INVALID),
        (bearer("bole_0123456789abcdef_" + "A" * 43), INVALID),
        (bearer("bole_"), INVALID),
        (bearer("no token"), INVALID),
        (bearer("a.b.c"), INVALID),
        ((("x-api-key", ""),), INVALID),
    ],
)
async def test_who_shows_nothing_good_is_refused(
    channel: grpc.aio.Channel, metadata: tuple[tuple[str, str], ...], refusal: str
) -> None:
    assert await drafted(channel, metadata) == refusal


async def test_two_credentials_are_none(service: Service, channel: grpc.aio.Channel) -> None:
    """Whoever stands between could else add one to the call of somebody else."""
    key = service.office.keys["caller"].text

    assert await drafted(channel, (*bearer(key), ("x-api-key", key))) == INVALID
    assert await drafted(channel, (*bearer(key), *bearer(key))) == INVALID
    assert await drafted(channel, (("x-api-key", key), ("x-api-key", key))) == INVALID


async def test_a_key_ends_with_its_last_day(service: Service, channel: grpc.aio.Channel) -> None:
    assert await drafted(channel, service.key("old")) == INVALID


async def test_a_key_with_one_wrong_letter_is_refused(service: Service, channel: grpc.aio.Channel) -> None:
    key = service.office.keys["caller"].text
    other = "B" if key.endswith("A") else "A"

    assert await drafted(channel, bearer(key[:-1] + other)) == INVALID


async def test_a_revoked_key_is_refused_within_seconds_and_a_new_one_taken(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """Nobody restarts the server, and the other keys go on."""
    office = service.office
    office.give_key("leaver", "acme", ["caller"])
    office.write_keys()
    assert await until("OK", lambda: drafted(channel, service.key("leaver"))) == "OK"

    del office.entries["leaver"]
    office.write_keys()

    assert await until(INVALID, lambda: drafted(channel, service.key("leaver"))) == INVALID
    assert await drafted(channel, service.key("caller")) == "OK"


async def test_a_file_of_keys_that_is_broken_leaves_the_keys_as_they_were(
    service: Service, channel: grpc.aio.Channel
) -> None:
    office = service.office
    office.give_key("later", "acme", ["caller"])
    put(b"keys: [", office.folder / "keys.yaml")
    assert await until("OK", lambda: drafted(channel, service.key("caller"))) == "OK"

    office.write_keys()

    assert await until("OK", lambda: drafted(channel, service.key("later"))) == "OK"


async def test_a_role_opens_its_methods_alone(service: Service, channel: grpc.aio.Channel) -> None:
    assert await drafted(channel, service.key("reviewer")) == ROLE
    assert await drafted(channel, service.key("operator")) == ROLE


async def test_a_token_of_the_provider_is_taken(service: Service, channel: grpc.aio.Channel) -> None:
    """Twice, since the second time it is known."""
    token = service.office.provider.token()

    assert [await drafted(channel, bearer(token)) for _ in range(2)] == ["OK", "OK"]


async def test_a_token_with_another_role_is_refused(service: Service, channel: grpc.aio.Channel) -> None:
    assert await drafted(channel, bearer(service.office.provider.token(roles=["reviewer", "admin"]))) == ROLE


async def test_a_token_that_was_good_is_refused_once_it_has_expired(
    service: Service, channel: grpc.aio.Channel
) -> None:
    """Clocks may differ by half a minute, so that it is good for two seconds here."""
    token = service.office.provider.token(exp=int(time.time()) - 27)
    assert await drafted(channel, bearer(token)) == "OK"

    assert await until(INVALID, lambda: drafted(channel, bearer(token))) == INVALID


async def test_tokens_of_a_key_that_was_taken_away_are_refused(service: Service, channel: grpc.aio.Channel) -> None:
    office, following = service.office, Provider(key_id="k2")
    token = office.provider.token()
    assert await drafted(channel, bearer(token)) == "OK"

    put(following.jwks(), office.folder / "jwks.json")

    assert await until(INVALID, lambda: drafted(channel, bearer(token))) == INVALID
    assert await drafted(channel, bearer(following.token())) == "OK"
    put(office.provider.jwks(), office.folder / "jwks.json")
    assert await until("OK", lambda: drafted(channel, bearer(token))) == "OK"


async def test_a_stranger_is_refused_before_the_message_is_read(service: Service, channel: grpc.aio.Channel) -> None:
    """Else everybody could have the server hold as much as a message may have. Here it never ends."""
    sent = asyncio.Event()
    half: grpc.aio.StreamUnaryMultiCallable[bytes, bytes] = channel.stream_unary(
        "/bole.v1.ScreeningService/DraftRubric"
    )

    async def nothing() -> AsyncIterator[bytes]:
        await sent.wait()
        yield b""

    assert await outcome(half(nothing(), metadata=bearer("stranger"), timeout=20)) == INVALID
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(outcome(half(nothing(), metadata=service.key("caller"))), 0.2)


async def test_health_asks_for_nothing(channel: grpc.aio.Channel) -> None:
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
        response_deserializer=health_pb2.HealthCheckResponse.FromString,
    )

    assert (await check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING


async def reflected(channel: grpc.aio.Channel, metadata: tuple[tuple[str, str], ...]) -> list[str]:
    reflect = channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    call = reflect(iter([reflection_pb2.ServerReflectionRequest(list_services="")]), metadata=metadata)
    return [one.name async for answer in call for one in answer.list_services_response.service]


async def test_reflection_is_for_operators(service: Service, channel: grpc.aio.Channel) -> None:
    assert "bole.v1.ScreeningService" in await reflected(channel, service.key("operator"))
    assert await outcome(reflected(channel, service.key("caller"))) == ROLE
    assert await outcome(reflected(channel, ())) == MISSING


async def test_a_method_that_does_not_exist_says_so_and_nothing_else(channel: grpc.aio.Channel) -> None:
    call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/bole.v1.ScreeningService/Nothing")

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call(b"")
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
