"""How commands reach a server with TLS, and what they say where they cannot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
import pytest_asyncio

from bole.cli import server_channel
from bole.cli.connection import describe
from bole.cli.server_channel import channel_to
from bole.domain.errors import BoleError, ErrorReason
from bole.settings import Settings
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.authority import Authority, Pair, put
from tests.integration.access.serving import HOSTS, Office, Service, drafted, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

MISSING = "UNAUTHENTICATED CREDENTIALS_MISSING"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A server that asks for a client's certificate, and a key or a token beside it."""
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("ats", "acme", ["caller"])
    office.open()
    office.authority.issue("client").put(office.folder, "client")
    put(Authority().pem, office.folder / "namesake_ca.pem")
    put(Authority(name="other").pem, office.folder / "other_ca.pem")
    async with serving(office, client_authority=office.folder / "ca.pem") as running:
        yield running


async def asked(service: Service, **changes: object) -> str:
    """Drafts a rubric as a command does that has these settings."""
    folder = service.office.folder
    values: dict[str, object] = {
        "server_authority": folder / "ca.pem",
        "client_certificate": folder / "client.pem",
        "client_certificate_key": folder / "client.key",
    }
    settings = Settings(**{name: value for name, value in (values | changes).items() if value is not None})  # type: ignore[arg-type]
    async with channel_to(f"127.0.0.1:{service.port}", settings, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        return await drafted(channel)


async def test_a_key_or_a_token_is_shown(service: Service) -> None:
    assert await asked(service, api_key=service.office.keys["ats"].text) == "OK"
    assert await asked(service, token=service.office.provider.token()) == "OK"


async def test_without_one_the_service_says_what_is_missing(service: Service) -> None:
    """And the command which variable to set."""
    assert await asked(service) == MISSING
    async with service.channel(service.office.authority.issue("client")) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await ScreeningServiceStub(channel).DraftRubric(pb.DraftRubricRequest())
    assert describe(caught.value).endswith("Set BOLE_API_KEY or BOLE_TOKEN to it. (CREDENTIALS_MISSING)")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"server_authority": "namesake_ca.pem"}, "not signed by the authority of BOLE_SERVER_AUTHORITY"),
        ({"server_authority": "other_ca.pem"}, "not signed by the authority of BOLE_SERVER_AUTHORITY"),
        ({"server_authority": "none.pem"}, "The file of BOLE_SERVER_AUTHORITY cannot be read: No such file"),
        ({"client_certificate": "none.pem"}, "The file of BOLE_CLIENT_CERTIFICATE cannot be read"),
        ({"server_authority": None}, "is shown in TLS alone: set BOLE_SERVER_AUTHORITY"),
    ],
)
async def test_what_is_wrong_is_said_at_once(
    changes: dict[str, str | None], said: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_channel, "CONNECT_SECONDS", 60.0)
    paths = {name: None if file is None else service.office.folder / file for name, file in changes.items()}

    with pytest.raises(BoleError, match=said):
        await asked(service, **paths)


async def test_a_server_that_takes_no_connection_is_told_with_what_may_be_missing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its certificate that it asks for, or TLS."""
    monkeypatch.setattr(server_channel, "CONNECT_SECONDS", 0.5)
    nothing: dict[str, object] = {"client_certificate": None, "client_certificate_key": None}

    with pytest.raises(BoleError, match=r"No server answers.*set BOLE_CLIENT_CERTIFICATE") as caught:
        await asked(service, **nothing)
    assert caught.value.reason is ErrorReason.SERVER_UNREACHABLE
    with pytest.raises(BoleError, match=r"No server answers.*If it speaks TLS, set BOLE_SERVER_AUTHORITY"):
        await asked(service, **nothing, server_authority=None)


@asynccontextmanager
async def showing(pair: Pair) -> AsyncIterator[int]:
    """Runs a server that has nothing but a certificate."""
    server = grpc.aio.server()
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(pair.key, pair.certificate)]))
    await server.start()
    yield port
    await server.stop(None)


@pytest.mark.parametrize(
    ("hosts", "days", "said"),
    [
        (("bole.example.com",), (-1.0, 1.0), "is not for that name"),
        (HOSTS, (-9.0, -0.001), "has expired"),
    ],
)
async def test_a_certificate_of_the_server_that_is_no_good_is_told(
    hosts: tuple[str, ...], days: tuple[float, float], said: str, tmp_path: Path
) -> None:
    authority = Authority()
    put(authority.pem, tmp_path / "ca.pem")
    async with showing(authority.issue("server", hosts, days=days)) as port:
        with pytest.raises(BoleError, match=said):
            async with channel_to(
                f"127.0.0.1:{port}",
                Settings(server_authority=tmp_path / "ca.pem"),
                [("grpc.use_local_subchannel_pool", 1)],
            ):
                pytest.fail("it was reached")
