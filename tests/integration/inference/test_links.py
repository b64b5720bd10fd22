"""Connections to servers that want TLS, a certificate of the client, or a key."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from tests.integration.inference.servers import TOKENIZER, request, simulated_repository
from tests.requirements import require_program
from triton_server import RestrictedKey, Tls, TritonServer, running_triton


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files in one folder: an authority, and what it signed for the server and for a client."""

    folder: Path

    def path(self, name: str) -> str:
        """Returns the path of a file as settings take it."""
        return str(self.folder / name)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    openssl = str(require_program("openssl", package="openssl"))

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)

    new_key = ("-newkey", "rsa:2048", "-nodes")
    run("req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost")
    for name in ("server", "client"):
        run("req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        run(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-out", f"{name}.pem", "-days", "2", "-extfile", "names"),
        )
    return Certificates(folder)


async def answers(options: TritonOptions) -> str:
    model = TritonModel(options)
    await model.connect()
    try:
        return (await model.generate(request())).text
    finally:
        await model.close()


async def refusal(options: TritonOptions) -> ErrorReason:
    with pytest.raises(BoleError) as caught:
        await TritonModel(options).connect()
    return caught.value.reason


async def test_tls_with_certificates_on_both_sides(certificates: Certificates, tmp_path: Path) -> None:
    tls = Tls(
        certificate=certificates.folder / "server.pem",
        key=certificates.folder / "server.key",
        client_root=certificates.folder / "ca.pem",
    )
    with running_triton(simulated_repository(tmp_path), tls=tls) as server:
        addresses = (server.grpc_address,)
        root = certificates.path("ca.pem")
        whole = TritonOptions(
            addresses=addresses,
            tokenizer_path=TOKENIZER,
            root_certificates_path=root,
            client_certificate_path=certificates.path("client.pem"),
            client_key_path=certificates.path("client.key"),
        )
        assert await answers(whole)
        nameless = TritonOptions(addresses=addresses, tokenizer_path=TOKENIZER, root_certificates_path=root)
        assert await refusal(nameless) is ErrorReason.MODEL_UNAVAILABLE
        stranger = TritonOptions(
            addresses=addresses, tokenizer_path=TOKENIZER, root_certificates_path=certificates.path("client.pem")
        )
        assert await refusal(stranger) is ErrorReason.MODEL_UNAVAILABLE
        plain = TritonOptions(addresses=addresses, tokenizer_path=TOKENIZER)
        assert await refusal(plain) is ErrorReason.MODEL_UNAVAILABLE


async def test_certificates_that_cannot_be_read_are_reported(server: TritonServer, tmp_path: Path) -> None:
    options = TritonOptions(
        addresses=(server.grpc_address,),
        tokenizer_path=TOKENIZER,
        root_certificates_path=str(tmp_path / "none.pem"),
    )
    assert await refusal(options) is ErrorReason.MODEL_CONTRACT_MISMATCH


async def test_the_key_of_restricted_protocols_is_sent(tmp_path: Path) -> None:
    """All protocols that the client uses want the key; without it, or with another, the error says so."""
    key = RestrictedKey(key="bole", value="secret=1", protocols="health,metadata,inference,model-config")
    with running_triton(simulated_repository(tmp_path), restricted_key=key) as server:
        addresses = (server.grpc_address,)
        right = TritonOptions(addresses=addresses, tokenizer_path=TOKENIZER, restricted_key="bole=secret=1")
        assert await answers(right)
        for wrong in ("", "bole=secret", "other=secret=1"):
            options = TritonOptions(addresses=addresses, tokenizer_path=TOKENIZER, restricted_key=wrong)
            assert await refusal(options) is ErrorReason.MODEL_CONTRACT_MISMATCH
