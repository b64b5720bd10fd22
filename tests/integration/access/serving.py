"""A running server that asks who calls, and ways to call it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import yaml

from bole.bootstrap import running_server
from bole.security.api_keys import NewKey, new_key
from bole.settings import Settings
from bole.v1 import rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from bole.v1.screening_service_pb2_grpc import ScreeningServiceStub
from tests.authority import AUDIENCE, ISSUER, Authority, Pair, Provider, put
from tests.errors import reason_of, status_of_call

POSTING = rubric_pb2.JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")
HOSTS = ("127.0.0.1", "localhost")
UNTIL_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What an operator has: files in a folder, an authority, an identity provider, and the keys that it gave out."""

    folder: Path
    authority: Authority = field(default_factory=Authority)
    provider: Provider = field(default_factory=Provider)
    keys: dict[str, NewKey] = field(default_factory=dict)
    entries: dict[str, dict[str, object]] = field(default_factory=dict)
    certificates: list[dict[str, object]] = field(default_factory=list)

    def open(self) -> None:
        """Writes all files."""
        put(self.authority.pem, self.folder / "ca.pem")
        put(self.provider.jwks(), self.folder / "jwks.json")
        self.authority.issue("server", HOSTS).put(self.folder, "server")
        self.write_keys()

    def give_key(self, name: str, tenant: str, roles: Iterable[str], **changes: object) -> None:
        """Makes a key; `write_keys` makes it known."""
        made = new_key()
        self.keys[name] = made
        entry = {"id": made.key_id, "name": name, "tenant": tenant, "roles": list(roles), "sha256": made.sha256}
        self.entries[name] = entry | changes

    def write_keys(self) -> None:
        """Writes the file of keys."""
        content = yaml.safe_dump({"keys": list(self.entries.values()), "certificates": self.certificates})
        put(content.encode(), self.folder / "keys.yaml")

    def settings(self, **changes: object) -> Settings:
        """Returns settings of a server with TLS, keys and tokens."""
        values: dict[str, object] = {
            "processes": 1,
            "grace_seconds": 5,
            "database": f"sqlite:///{self.folder / 'bole.db'}",
            "server_certificate": self.folder / "server.pem",
            "server_key": self.folder / "server.key",
            "api_keys": self.folder / "keys.yaml",
            "jwt_keys": self.folder / "jwks.json",
            "jwt_issuer": ISSUER,
            "jwt_audience": AUDIENCE,
            "audit_log": self.folder / "audit.jsonl",
            "candidate_id_key": "a key of tests",
        }
        return Settings(**(values | changes))  # type: ignore[arg-type]  # as from the environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running server with its office."""

    office: Office
    port: int

    @asynccontextmanager
    async def channel(
        self, client: Pair | None = None, authority: bytes | None = None
    ) -> AsyncIterator[grpc.aio.Channel]:
        """Connects, with a client's certificate where one is given."""
        credentials = grpc.ssl_channel_credentials(
            authority or self.office.authority.pem,
            None if client is None else client.key,
            None if client is None else client.certificate,
        )
        options = [("grpc.use_local_subchannel_pool", 1)]
        async with grpc.aio.secure_channel(f"127.0.0.1:{self.port}", credentials, options=options) as opened:
            yield opened

    def key(self, name: str) -> tuple[tuple[str, str], ...]:
        """Returns what shows a key."""
        return bearer(self.office.keys[name].text)


@asynccontextmanager
async def serving(office: Office, *, storage: bool = False, **changes: object) -> AsyncIterator[Service]:
    """Runs a server while the context lasts."""
    async with running_server(office.settings(**changes), "127.0.0.1:0", storage=storage) as (_, port):
        yield Service(office=office, port=port)


def bearer(secret: str) -> tuple[tuple[str, str], ...]:
    """Returns the metadata that shows a key or token."""
    return (("authorization", f"Bearer {secret}"),)


async def drafted(channel: grpc.aio.Channel, metadata: tuple[tuple[str, str], ...] = ()) -> str:
    """Makes a call that needs the role caller; returns OK, or code and reason of its refusal."""
    request = pb.DraftRubricRequest(job_posting=POSTING)
    return await outcome(ScreeningServiceStub(channel).DraftRubric(request, metadata=metadata, timeout=20))


async def outcome(call: Awaitable[object]) -> str:
    """Returns OK, or code and reason of a refusal."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNAVAILABLE and not error.trailing_metadata():
            return "UNAVAILABLE"
        return f"{error.code().name} {reason_of(status_of_call(error))}"
    return "OK"


async def until(expected: str, call: Callable[[], Awaitable[str]]) -> str:
    """Calls until a call ends as expected, or the time is over; returns how the last one ended."""
    give_up = time.monotonic() + UNTIL_SECONDS
    while True:
        found = await call()
        if found == expected or time.monotonic() > give_up:
            return found
        await asyncio.sleep(0.1)
