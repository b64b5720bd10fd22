"""TLS of a running server: renewal, certificates of clients, and tokens that are bound to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio

from tests.authority import Authority, Pair, put
from tests.integration.access.serving import HOSTS, Office, Service, bearer, drafted, serving, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

MISSING = "UNAUTHENTICATED CREDENTIALS_MISSING"
INVALID = "UNAUTHENTICATED CREDENTIALS_INVALID"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(folder=tmp_path_factory.mktemp("office"))
    office.give_key("ats", "acme", ["caller"])
    office.certificates.append(
        {"name": "loader", "tenant": "acme", "roles": ["caller"], "shows": "uri:spiffe://acme/loader"}
    )
    office.certificates.append(
        {"name": "leaver", "tenant": "acme", "roles": ["caller"], "shows": "cn:leaver", "expires": "2026-01-01"}
    )
    office.open()
    return office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(office: Office) -> AsyncIterator[Service]:
    """A server that every client has to show a certificate, and that takes only tokens that are bound to one."""
    async with serving(office, client_authority=office.folder / "ca.pem", jwt_bound=True) as running:
        yield running


@pytest.fixture(scope="module")
def client(office: Office) -> Pair:
    return office.authority.issue("somebody")


async def called(service: Service, client: Pair | None, metadata: tuple[tuple[str, str], ...] = ()) -> str:
    """Makes a call on a connection of its own."""
    async with service.channel(client) as channel:
        return await drafted(channel, metadata)


async def test_who_shows_no_certificate_gets_no_connection(service: Service) -> None:
    assert await called(service, None, service.key("ats")) == "UNAVAILABLE"


async def test_a_certificate_of_another_authority_gets_no_connection(service: Service) -> None:
    assert await called(service, Authority().issue("loader"), service.key("ats")) == "UNAVAILABLE"


async def test_a_certificate_alone_is_no_permission(service: Service, client: Pair) -> None:
    assert await called(service, client) == MISSING
    assert await called(service, client, service.key("ats")) == "OK"


async def test_a_certificate_whose_name_is_known_is_a_credential(service: Service) -> None:
    loader = service.office.authority.issue("any", uris=("spiffe://acme/loader",))

    assert await called(service, loader) == "OK"


async def test_a_certificate_stands_for_nobody_after_its_last_day_in_the_file(service: Service) -> None:
    assert await called(service, service.office.authority.issue("leaver")) == INVALID


async def test_a_token_that_was_taken_along_is_refused_on_another_connection(service: Service, client: Pair) -> None:
    """Replayed with a certificate that is good in itself, or with its own key, which still belongs to nobody."""
    token = bearer(service.office.provider.token(cnf={"x5t#S256": client.thumbprint}))
    assert await called(service, client, token) == "OK"

    assert await called(service, service.office.authority.issue("thief"), token) == INVALID
    assert await called(service, client, token) == "OK"


async def test_a_token_that_is_bound_to_nothing_is_refused_where_that_is_asked_for(
    service: Service, client: Pair
) -> None:
    assert await called(service, client, bearer(service.office.provider.token())) == INVALID


async def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    """A call in progress goes on, a pair that is half renewed changes nothing, and a new authority is taken too."""
    office = Office(folder=tmp_path)
    office.give_key("ats", "acme", ["caller"])
    office.open()
    renewed = office.authority.issue("server", HOSTS)
    async with serving(office) as service, service.channel() as before:
        assert await drafted(before, service.key("ats")) == "OK"

        put(renewed.key, office.folder / "server.key")
        async with service.channel() as half:
            assert await drafted(half, service.key("ats")) == "OK"
        put(renewed.certificate, office.folder / "server.pem")
        async with service.channel(authority=renewed.certificate) as after:
            assert await until("OK", lambda: drafted(after, service.key("ats"))) == "OK"

        assert await drafted(before, service.key("ats")) == "OK"


async def test_a_client_that_trusts_another_authority_sends_nothing(service: Service, client: Pair) -> None:
    async with service.channel(client, authority=Authority().pem) as channel:
        assert await drafted(channel, service.key("ats")) == "UNAVAILABLE"


async def test_plain_text_is_not_answered(service: Service) -> None:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{service.port}") as channel:
        assert await drafted(channel, service.key("ats")) == "UNAVAILABLE"
