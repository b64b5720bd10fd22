"""Connections to servers that want TLS, a certificate of the client, or a key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from tests.integration.inference.certificates import Certificates, make_certificates
from tests.integration.inference.servers import TOKENIZER, request, simulated_repository
from triton_server import RestrictedKey, Tls, TritonServer, running_triton


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


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


async def test_a_certificate_is_verified_for_the_name_though_the_connection_goes_to_an_address(
    certificates: Certificates, tmp_path: Path
) -> None:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        assert (host in {"localhost", "other.internal"}, port > 0) == (True, True)
        return ("127.0.0.1",)

    tls = Tls(certificate=certificates.folder / "server.pem", key=certificates.folder / "server.key")
    with running_triton(simulated_repository(tmp_path), tls=tls) as server:
        options = TritonOptions(
            addresses=(f"localhost:{server.ports.grpc}",),
            tokenizer_path=TOKENIZER,
            root_certificates_path=certificates.path("ca.pem"),
        )
        model = TritonModel(options, resolver=resolver)
        await model.connect()
        assert (await model.generate(request())).text
        await model.close()
        other = replace(options, addresses=(f"other.internal:{server.ports.grpc}",))
        with pytest.raises(BoleError) as caught:
            await TritonModel(other, resolver=resolver).connect()
        assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE


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
