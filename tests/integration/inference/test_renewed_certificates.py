"""A certificate for the model servers that is renewed while the service runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest

from bole.inference.errors import ModelCallError
from bole.inference.private_networks import resolve
from bole.inference.replica import Replica
from bole.inference.triton_options import TritonOptions
from tests.authority import Authority, put
from tests.integration.inference.servers import TOKENIZER


@asynccontextmanager
async def asking_for_certificates(authority: Authority, port: int = 0) -> AsyncIterator[int]:
    """Runs a server that knows no method, and takes connections of clients that the authority knows alone."""
    pair = authority.issue("server", ("127.0.0.1",))
    server = grpc.aio.server()
    credentials = grpc.ssl_server_credentials([(pair.key, pair.certificate)], authority.pem, require_client_auth=True)
    bound = server.add_secure_port(f"127.0.0.1:{port}", credentials)
    await server.start()
    yield bound
    await server.stop(None)


async def status(replica: Replica) -> str:
    with pytest.raises(ModelCallError) as caught:
        await replica.served()
    return caught.value.status


async def test_a_renewed_pair_is_shown_with_the_next_connection(tmp_path: Path) -> None:
    """A pair that is half renewed, or gone for a moment, is tried again."""
    authority = Authority()
    put(authority.pem, tmp_path / "ca.pem")
    Authority().issue("client").put(tmp_path, "client")
    async with asking_for_certificates(authority) as port:
        options = TritonOptions(
            addresses=(f"127.0.0.1:{port}",),
            tokenizer_path=TOKENIZER,
            root_certificates_path=str(tmp_path / "ca.pem"),
            client_certificate_path=str(tmp_path / "client.pem"),
            client_key_path=str(tmp_path / "client.key"),
        )
        replica = Replica(options.targets[0], options, resolve)
        assert await status(replica) == "UNAVAILABLE"

        renewed = authority.issue("client")
        put(renewed.key, tmp_path / "client.key")
        assert await status(replica) == "UNAVAILABLE"
        (tmp_path / "client.pem").unlink()
        assert await status(replica) == "UNAVAILABLE"
        put(renewed.certificate, tmp_path / "client.pem")

        assert await status(replica) == "UNIMPLEMENTED"
        await replica.close()
