"""Servers that do not serve the contract are found out when the client connects, and every difference is named."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.private_networks import Resolver
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from tests.integration.inference.proxy import proxy_to
from tests.integration.inference.servers import (
    TOKENIZER,
    ids_of,
    model_at,
    replace_in_config,
    request,
    simulated,
    simulated_repository,
    stand_in_repository,
)
from triton_server import TritonServer, free_ports, running_triton


async def mismatch_of(model: TritonModel) -> str:
    with pytest.raises(BoleError) as caught:
        await model.connect()
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    return caught.value.message


async def test_every_wrong_field_is_named_at_start_and_by_doctor(tmp_path: Path) -> None:
    repository = simulated_repository(tmp_path)
    replace_in_config(repository, '"end_id" data_type: TYPE_INT32', '"end_id" data_type: TYPE_INT64')
    replace_in_config(repository, "dims: [ 2, -1 ]", "dims: [ -1 ]")
    replace_in_config(
        repository,
        '"seed" data_type: TYPE_UINT64 dims: [ 1 ] optional: true',
        '"seed" data_type: TYPE_UINT64 dims: [ 1 ]',
    )
    replace_in_config(repository, '"num_input_tokens"', '"input_tokens"')
    replace_in_config(repository, 'string_value: "' + "a" * 64, 'string_value: "unknown')
    expected = [
        "input end_id: INT32 expected, INT64 served",
        "input stop_words_list: dims [2, -1] expected, [-1] served",
        "output num_input_tokens: INT32 [1] expected, nothing served",
        "input seed: optional expected, required served",
        "parameter bole_model_digest: 64 hex digits expected, 'unknown' served",
    ]
    with running_triton(repository) as server:
        model = model_at(server.grpc_address)
        message = await mismatch_of(model)
        assert all(one in message for one in expected)
        assert await model.differences() == expected
        with pytest.raises(BoleError) as caught:
            await model.generate(request())
        assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE


async def test_the_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    """A digest that differs, and a model with fewer ids than the tokenizer."""
    with simulated(tmp_path, bole_tokenizer_sha256="b" * 64, bole_vocab_size=500) as server:
        message = await mismatch_of(model_at(server.grpc_address))
    assert "b" * 64 in message
    assert "500" in message


async def test_a_tokenizer_that_cannot_be_read_is_refused(server: TritonServer, tmp_path: Path) -> None:
    options = TritonOptions(addresses=(server.grpc_address,), tokenizer_path=str(tmp_path / "none.json"))
    assert "tokenizer" in await mismatch_of(TritonModel(options))


async def test_a_server_without_the_model_is_found_out(tmp_path: Path) -> None:
    repository = simulated_repository(tmp_path)
    replace_in_config(repository, 'name: "tensorrt_llm"', 'name: "ensemble"')
    (repository / "tensorrt_llm").rename(repository / "ensemble")
    with running_triton(repository) as server:
        message = await mismatch_of(model_at(server.grpc_address))
    assert "model tensorrt_llm: NOT_FOUND instead of its configuration" in message


async def test_a_server_without_guided_decoding_is_found_out(tmp_path: Path) -> None:
    with running_triton(stand_in_repository(tmp_path, guided="false")) as server:
        assert "guided decoding: an answer expected, INTERNAL served" in await mismatch_of(
            model_at(server.grpc_address)
        )


async def test_a_server_that_ignores_the_grammar_is_found_out(tmp_path: Path) -> None:
    with running_triton(stand_in_repository(tmp_path, answer_ids="300,301")) as server:
        message = await mismatch_of(model_at(server.grpc_address))
    assert "guided decoding: an answer by the grammar expected, another text served" in message


@pytest.mark.parametrize(("errors", "survives"), [(1, True), (2, False)])
async def test_what_breaks_inside_the_server_is_asked_once_more(tmp_path: Path, errors: int, *, survives: bool) -> None:
    faults: dict[str, str | int] = {"internal_errors": errors, "answer_ids": ids_of("yes")}
    with running_triton(stand_in_repository(tmp_path, **faults)) as server:
        model = model_at(server.grpc_address)
        await model.connect()
        if survives:
            assert (await model.generate(request())).text == "yes"
        else:
            with pytest.raises(BoleError) as caught:
                await model.generate(request())
            assert caught.value.reason is ErrorReason.MODEL_REQUEST_REFUSED
            assert (await model.generate(request())).text == "yes"
        await model.close()


async def test_a_server_that_is_not_there_is_reported_within_seconds_and_found_later(tmp_path: Path) -> None:
    ports = free_ports()
    model = model_at(f"127.0.0.1:{ports.grpc}")
    began = time.monotonic()
    with pytest.raises(BoleError) as caught:
        await model.connect()
    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
    assert time.monotonic() - began < 3
    assert await model.differences() == [f"127.0.0.1:{ports.grpc}: no answer"]
    with pytest.raises(BoleError) as caught:
        model.encoder()
    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
    with running_triton(simulated_repository(tmp_path), ports=ports):
        await model.connect()
        await model.generate(request())
        await model.close()


async def test_an_address_that_swallows_everything_is_reported_within_seconds() -> None:
    """A port where connections are taken and nobody ever speaks."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        began = time.monotonic()
        with pytest.raises(BoleError) as caught:
            await model_at(f"127.0.0.1:{listener.getsockname()[1]}").connect()
    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
    assert time.monotonic() - began < 3


async def test_replicas_must_serve_the_same_model(server: TritonServer, tmp_path: Path) -> None:
    with simulated(tmp_path, bole_model_digest="c" * 64) as other:
        message = await mismatch_of(model_at(server.grpc_address, other.grpc_address))
    assert f"replica 2: parameter bole_model_digest: {'a' * 64} expected, {'c' * 64} served" in message


async def test_private_addresses_stay_on_the_premises(server: TritonServer) -> None:
    model = model_at(server.grpc_address)
    await model.connect()
    assert not model.leaves_premises
    await model.close()


def resolving(*answers: tuple[str, ...]) -> Resolver:
    """A name service of our own: one answer after another, and the last one again."""
    left = list(answers)

    async def resolver(host: str, port: int) -> tuple[str, ...]:
        assert (host, port > 0) == ("models.internal", True)
        found = left.pop(0) if len(left) > 1 else left[0]
        if not found:
            raise OSError(host)
        return found

    return resolver


def named(port: int, resolver: Resolver) -> TritonModel:
    options = TritonOptions(addresses=(f"models.internal:{port}",), tokenizer_path=TOKENIZER)
    return TritonModel(options, resolver=resolver)


async def test_a_name_is_connected_to_at_the_addresses_that_were_checked(server: TritonServer) -> None:
    model = named(server.ports.grpc, resolving(("127.0.0.1",)))
    await model.connect()
    assert not model.leaves_premises
    assert (await model.generate(request())).text
    await model.close()


async def test_a_name_without_addresses_is_away() -> None:
    with pytest.raises(BoleError) as caught:
        await named(9, resolving(())).connect()
    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE


async def test_a_name_that_resolves_outside_is_refused() -> None:
    with pytest.raises(BoleError, match=r"Set BOLE_ALLOW_EXTERNAL_MODEL=models\.internal") as caught:
        await named(9, resolving(("127.0.0.1", "203.0.113.1"))).connect()
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH


async def test_a_name_that_turns_outside_is_refused_when_its_connection_has_ended(server: TritonServer) -> None:
    """Each look resolves anew, and nothing is sent to what it finds there."""
    async with proxy_to(server.grpc_address) as proxy:
        model = named(int(proxy.address.rpartition(":")[2]), resolving(("127.0.0.1",), ("203.0.113.1",)))
        await model.connect()
        proxy.drop()
        await asyncio.sleep(0.5)
        with pytest.raises(BoleError, match="outside private networks") as caught:
            await model.generate(request())
        assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
        await model.close()


def test_a_name_that_is_allowed_leaves_the_premises_wherever_it_is() -> None:
    options = TritonOptions(
        addresses=("models.internal:9",),
        tokenizer_path=TOKENIZER,
        allowed_hosts=("Models.Internal",),
        root_certificates_path="ca.pem",
    )
    assert TritonModel(options).leaves_premises


async def test_an_address_outside_private_networks_is_refused_unasked() -> None:
    """Nothing is sent there, not even a look."""
    model = TritonModel(TritonOptions(addresses=("127.0.0.1:9", "8.8.8.8:8001"), tokenizer_path=TOKENIZER))

    with pytest.raises(BoleError, match=r"8\.8\.8\.8 is outside private networks") as caught:
        await model.connect()

    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    assert not model.leaves_premises
