"""Answers of real servers through the client: content, counts, cancelling, deadlines, shared prefixes."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Iterator

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import GenerationRequest, Guide, Priority, Sampling
from tests.integration.inference.servers import (
    SHARED_WORDS,
    answered,
    connected,
    model_at,
    prompt,
    reason,
    request,
    simulated,
    until_active,
)
from tests.integration.serving.servers import running_cpu_server
from triton_server import TritonServer

OUTPUT = re.compile(r"\{[a-z]{1,40}\}")


@pytest.fixture(scope="session")
def slow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """A simulated server where every request takes a second, two at a time."""
    folder = tmp_path_factory.mktemp("slow")
    with simulated(folder, fixed_request_milliseconds=1000, bole_max_batch_size=2) as running:
        yield running


async def test_a_guided_answer_of_a_real_model_comes_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The tiny model on CPUs: greedy answers repeat, sampled ones follow the grammar too, counts are told."""
    with running_cpu_server(tmp_path_factory.mktemp("cpu")) as server:
        model = model_at(server.triton.grpc_address)
        identity = await model.connect()
        assert identity.model_digest == server.model.model_digest
        assert model.encoder().max_tokens == identity.max_seq_len
        encoded = model.encoder().count("two words")
        assert encoded > 0
        asked = request(prompt("Ada wrote programs."))
        first, again = await model.generate(asked), await model.generate(asked)
        assert first == again
        assert OUTPUT.fullmatch(first.text)
        assert (first.cut, first.input_tokens) == (False, asked.prompt.token_count)
        assert first.output_tokens is not None
        sampled = GenerationRequest(
            prompt=asked.prompt,
            guide=asked.guide,
            max_output_tokens=64,
            sampling=Sampling(temperature=0.9, top_p=0.95, seed=7),
        )
        assert OUTPUT.fullmatch((await model.generate(sampled)).text)
        await model.close()


async def test_output_at_the_limit_is_called_cut(server: TritonServer) -> None:
    async with connected(server) as model:
        answer = await model.generate(request(grammar='root ::= "abcdefgh abcdefgh abcdefgh"', max_output_tokens=2))
        assert answer.cut
        assert answer.output_tokens == 2
        whole = await model.generate(request(grammar='root ::= "abcdefgh"', max_output_tokens=60))
        assert (whole.text, whole.cut) == ("abcdefgh", False)


async def test_a_request_longer_than_the_model_takes_is_refused_before_it_is_sent(server: TritonServer) -> None:
    async with connected(server) as model:
        before = await answered(server)
        with pytest.raises(BoleError) as caught:
            await model.generate(request(max_output_tokens=8192))
        assert caught.value.reason is ErrorReason.PROMPT_TOO_LONG
        assert caught.value.metadata["limit"] == "8192"
        assert await answered(server) == before


async def test_a_bad_grammar_is_refused_without_a_second_try(server: TritonServer) -> None:
    async with connected(server) as model:
        with pytest.raises(BoleError) as caught:
            await model.generate(request(grammar="root ::= ("))
        assert caught.value.reason is ErrorReason.MODEL_REQUEST_REFUSED
        assert caught.value.metadata == {"status": "INVALID_ARGUMENT"}


async def test_cancelling_frees_the_slot_within_half_a_second(slow_server: TritonServer) -> None:
    async with connected(slow_server) as model:
        task = asyncio.create_task(model.generate(request()))
        assert await until_active(slow_server, 1, 2)
        task.cancel()
        assert await until_active(slow_server, 0, 0.5)
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_deadline_ends_the_wait_and_the_work(slow_server: TritonServer) -> None:
    """Three requests for two slots: the one that waits ends at the deadline as well."""
    async with connected(slow_server) as model:
        began = time.monotonic()
        found = await asyncio.gather(
            *(model.generate(request(timeout_seconds=0.6)) for _ in range(4)), return_exceptions=True
        )
        assert time.monotonic() - began < 1.0
        assert [reason(one) for one in found] == [ErrorReason.DEADLINE_TOO_SHORT] * 4
        assert await until_active(slow_server, 0, 0.5)


async def test_without_a_deadline_the_default_holds(slow_server: TritonServer) -> None:
    async with connected(slow_server, default_timeout_seconds=0.5) as model:
        with pytest.raises(BoleError) as caught:
            await model.generate(request())
        assert caught.value.reason is ErrorReason.DEADLINE_TOO_SHORT


async def test_interactive_requests_overtake_batch_requests(slow_server: TritonServer) -> None:
    """One call at a time: what arrives last and is interactive is answered second."""
    async with connected(slow_server, calls_per_replica=1) as model:
        order: list[str] = []

        async def ask(name: str, priority: Priority) -> None:
            await model.generate(request(priority=priority))
            order.append(name)

        batch = [asyncio.create_task(ask(f"batch {number}", Priority.BATCH)) for number in range(2)]
        await asyncio.sleep(0.1)
        await asyncio.gather(*batch, ask("interactive", Priority.INTERACTIVE))
        assert order == ["batch 0", "interactive", "batch 1"]


async def test_all_but_the_first_of_a_prefix_take_it_from_the_cache(server: TritonServer) -> None:
    """Forty requests at once on a cold prefix: without waiting for the first, each of twelve would compute it."""
    async with connected(server) as model:
        cold = f"{uuid.uuid4()} {SHARED_WORDS}"
        asked = [prompt(f"resume {number}", system=cold) for number in range(40)]
        shared = asked[0].prefix_token_count // 32
        answers = await asyncio.gather(*(model.generate(request(encoded)) for encoded in asked))
        reused = sorted(answer.reused_blocks or 0 for answer in answers)
        assert shared > 3
        assert reused == [0] + [shared] * 39


async def test_two_clients_share_a_server(server: TritonServer) -> None:
    async with connected(server) as one, connected(server) as two:
        asked = [model.generate(request()) for model in (one, two) for _ in range(40)]
        assert all(OUTPUT.fullmatch(answer.text) for answer in await asyncio.gather(*asked))


async def test_grammars_are_compiled_ahead_with_one_request_each(server: TritonServer) -> None:
    async with connected(server) as model:
        before = await answered(server)
        await model.warm(['root ::= "a"', 'root ::= "b"'])
        assert await answered(server) == before + 2


async def test_closing_ends_calls_with_an_error_of_ours(slow_server: TritonServer) -> None:
    model = model_at(slow_server.grpc_address, calls_per_replica=1)
    await model.connect()
    tasks = [asyncio.create_task(model.generate(request())) for _ in range(3)]
    await asyncio.sleep(0.2)
    await model.close()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [reason(one) for one in found] == [ErrorReason.MODEL_UNAVAILABLE] * 3
    with pytest.raises(BoleError) as caught:
        await model.generate(request())
    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE


async def test_the_client_does_not_hold_up_the_loop(server: TritonServer) -> None:
    """A long prompt and a long grammar are written, sent and read in pieces of less than 50 ms of processor time."""
    async with connected(server) as model:
        encoded = prompt("word " * 2000)
        guide = Guide(grammar='root ::= "' + "a" * 4000 + '"', json_schema="")
        asked = GenerationRequest(prompt=encoded, guide=guide, max_output_tokens=512)
        await model.generate(asked)
        longest = 0.0
        task = asyncio.create_task(model.generate(asked))
        while not task.done():
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)
        assert longest < 0.05
