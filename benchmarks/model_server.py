"""What batching and prefix reuse bring on a real model server on CPUs, and whether guided answers are ever invalid."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tritonclient.grpc.aio import InferenceServerClient

from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError
from bole.domain.generation import GenerationRequest, Guide, Prompt
from bole.domain.measuring import Collected, Count, listening
from bole.domain.ports import PromptEncoder
from bole.engines.asking import Question, ask, budgeted_question
from bole.engines.model_output import screening_answer
from bole.inference.triton import TritonModel
from bole.inference.triton_options import TritonOptions
from bole.prompting.guides import MOST_CRITERIA, screening_answer_bound, screening_guide
from bole.prompting.prompts import screening_prompt
from build_engine.rendering.templates import render_repository
from documents import EXAMPLES
from local_model import find_model
from make_model import BENCH, write_model
from model_material import (
    IN_FLIGHT,
    TINY,
    generation,
    message,
    resumes,
    rubric,
    scratch,
    screen,
    seconds_for,
    service,
    straight,
    tensors,
)
from serve_cpu import cpu_parameters
from triton_server import running_triton

MAX_SEQ_LEN = 8192
GUIDED_ANSWERS = 500
SHARING = 16
SHARED_TOKENS = 1000
OUTPUT_TOKENS = 32


def measure_batching() -> dict[str, float]:
    """Returns how much faster 64 resumes with one posting are through the service than asked one at a time.

    One at a time means what a plain script does: the same prompts, sent straight to the same server.
    """
    with _served(TINY, max_batch_size=IN_FLIGHT) as address:
        ours, theirs = asyncio.run(_batched_and_sequential(address))
    return {
        "batching_speedup_vs_sequential": theirs / ours,
        "batched_seconds": ours,
        "sequential_seconds": theirs,
    }


def measure_invalid_output() -> dict[str, float]:
    """Returns the share of guided answers of the tiny model that stay invalid, and that are asked for again."""
    with _served(TINY, max_batch_size=IN_FLIGHT) as address:
        counts = asyncio.run(_guided_answers(address)).counts
    return {
        "invalid_output_rate": counts[Count.MODEL_OUTPUTS, ("invalid",)] / GUIDED_ANSWERS,
        "guided_answers": GUIDED_ANSWERS,
        "asked_again_rate": (counts[Count.MODEL_REQUESTS, ("ok",)] - GUIDED_ANSWERS) / GUIDED_ANSWERS,
    }


def measure_prefix_speedup() -> dict[str, float]:
    """Returns how much sooner 16 resumes that share a posting are answered with prefix caching than without.

    Both servers start cold, and all requests are handed over at once, as the service hands them to its model: single
    flight for a prefix that the server does not hold yet is part of what is measured.
    """
    with scratch() as folder:
        write_model(BENCH, folder)
        on = _sharing_seconds(folder, prefix_caching=True)
        off = _sharing_seconds(folder, prefix_caching=False)
    return {"prefix_reuse_speedup": off / on, "prefix_cached_seconds": on, "prefix_uncached_seconds": off}


async def _batched_and_sequential(address: str) -> tuple[float, float]:
    asked, contents = rubric(), resumes(IN_FLIGHT)
    tokenizer = TINY / "tokenizer.json"
    inputs = tensors([generation(asked, one, tokenizer, MAX_SEQ_LEN) for one in contents], tokenizer)
    requests = [message(asked, content) for content in contents]
    async with service(address, tokenizer) as channel, InferenceServerClient(address) as client:
        ours = await seconds_for([partial(screen, channel, request) for request in requests], IN_FLIGHT)
        theirs = await seconds_for([partial(straight, client, one) for one in inputs], 1)
    return ours, theirs


async def _guided_answers(address: str) -> Collected:
    """Asks about criteria of every number, all at once as far as the model takes them."""
    model = TritonModel(TritonOptions(addresses=(address,), tokenizer_path=str(TINY / "tokenizer.json")))
    counts = Collected()
    try:
        await model.connect()
        encoder = model.encoder()
        contents = [content.decode() for content in resumes(GUIDED_ANSWERS)]
        criteria = rubric().criteria
        async with asyncio.TaskGroup() as group:
            for number, content in enumerate(contents):
                count = number % (MOST_CRITERIA + 1)
                asked = [criteria[place % len(criteria)] for place in range(count)]
                prompt = screening_prompt(asked, "", content, "en")
                bound = screening_answer_bound(count)
                posed = budgeted_question(encoder.encode(prompt), screening_guide(count), bound, content, encoder)
                group.create_task(_ask(model, posed, count, counts))
    finally:
        await model.close()
    return counts


async def _ask(model: TritonModel, posed: Question, count: int, counts: Collected) -> None:
    with listening(counts), contextlib.suppress(BoleError):  # counted as invalid
        await ask(model, posed, partial(screening_answer, criteria_count=count), CallTerms())


def _sharing_seconds(model: Path, *, prefix_caching: bool) -> float:
    with _served(model, max_batch_size=SHARING, prefix_caching=prefix_caching) as address:
        return asyncio.run(_answer_sharing(address, model / "tokenizer.json"))


@contextlib.contextmanager
def _served(model: Path, *, max_batch_size: int, prefix_caching: bool = True) -> Iterator[str]:
    """Serves a model on the processors of this machine and yields the address of the server."""
    parameters = cpu_parameters(
        find_model(str(model)),
        max_seq_len=MAX_SEQ_LEN,
        max_batch_size=max_batch_size,
        cache_size_gib=4,
        prefix_caching=prefix_caching,
    )
    with scratch() as folder:
        repository = render_repository("cpu", folder / "repository", parameters)
        with running_triton(repository, log=folder / "triton.log") as server:
            yield server.grpc_address


async def _answer_sharing(address: str, tokenizer: Path) -> float:
    model = TritonModel(TritonOptions(addresses=(address,), tokenizer_path=str(tokenizer)))
    try:
        await model.connect()
        guide = screening_guide(1)
        await model.warm([guide.grammar])
        requests = _sharing_requests(model.encoder(), guide)
        return await seconds_for([partial(model.generate, request) for request in requests], SHARING)
    finally:
        await model.close()


def _sharing_requests(encoder: PromptEncoder, guide: Guide) -> list[GenerationRequest]:
    """Returns requests of about 1,000 shared tokens and a resume each, cut after 32 tokens of output."""
    text = (EXAMPLES / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8") * 4
    while encoder.count(text) > SHARED_TOKENS:
        text = text[: int(len(text) * 0.98)]
    prompts = [
        Prompt(system="", examples=(), task=text, document=content.decode()[:600], closing="", version="")
        for content in resumes(SHARING)
    ]
    return [
        GenerationRequest(prompt=encoder.encode(prompt), guide=guide, max_output_tokens=OUTPUT_TOKENS)
        for prompt in prompts
    ]
