"""A language model behind any server that speaks the OpenAI API: chat completions, or plain completions."""

from __future__ import annotations

import asyncio
import hashlib
import random
import ssl
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

import httpx2
import openai
from openai.types.chat import ChatCompletionMessageParam

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import ChatMessage, Generation, GenerationRequest, Guide, ModelIdentity
from bole.domain.measuring import Stage, stage
from bole.domain.service_state import ModelState
from bole.domain.tracing import SpanName, span, trace_headers
from bole.inference.addresses import CheckedTransport, read_address
from bole.inference.admission import Admission
from bole.inference.chat_encoder import ChatEncoder, chat_ml
from bole.inference.errors import LATE
from bole.inference.openai_answers import ListedModel, read_generation, read_models
from bole.inference.openai_errors import as_bole_error, meaning_of, retry_after_seconds
from bole.inference.openai_formats import FORMATS, FormatMemory, refuses_format, response_format
from bole.inference.openai_options import OpenAiCompatibleOptions
from bole.inference.placement import Placement, Seats, server_state
from bole.inference.private_networks import Resolver, resolve
from bole.inference.retry import wait_seconds

_CONNECT_SECONDS = 10.0
_LONGEST_RETRY_AFTER_SECONDS = 30.0


class OpenAiCompatibleModel:
    """A `LanguageModel` on the `openai` package, whose own retries, redirects and proxies are off."""

    def __init__(self, options: OpenAiCompatibleOptions, *, resolver: Resolver = resolve) -> None:
        """Prepares the client; nothing is sent before `connect`.

        Raises:
            ValueError: The address is none, an external one that is not allowed, or one without https; the key cannot
                be sent; the certificates cannot be read.
        """
        if not (options.api_key.isascii() and options.api_key.isprintable()):
            raise ValueError("The key of the model server must be printable ASCII. Check BOLE_OPENAI_API_KEY.")
        self._options = options
        self._address = read_address(options.base_url, options.allowed_hosts)
        transport = CheckedTransport(
            self._address,
            connections=options.concurrency,
            certificates=_certificates(options.root_certificates_path),
            resolver=resolver,
        )
        self._client = openai.AsyncOpenAI(
            base_url=self._address.url,
            api_key=options.api_key,
            admin_api_key="",  # else it is taken from the environment
            max_retries=0,
            http_client=httpx2.AsyncClient(transport=transport, timeout=None, trust_env=False, follow_redirects=False),
        )
        self._headers = {} if options.api_key else {"Authorization": openai.omit}
        self._seats = Seats(options.concurrency)
        self._admission = Admission(Placement([self._seats]), options.queue_limit)
        self._answers = False
        self._formats = FormatMemory()
        self._identity: ModelIdentity | None = None

    @property
    def leaves_premises(self) -> bool:
        """True where the host is outside private networks and allowed by name."""
        return self._address.leaves_premises

    async def connect(self) -> ModelIdentity:
        """Checks that the server lists the model.

        Raises:
            BoleError: MODEL_UNAVAILABLE, or MODEL_CONTRACT_MISMATCH naming what is served.
        """
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                served = await self._served()
        except TimeoutError:
            raise _silent(_CONNECT_SECONDS) from None
        except openai.OpenAIError as error:
            raise as_bole_error(meaning_of(error), error) from None
        found = next((model for model in served if model.id == self._options.model), None)
        if found is None:
            _raise_not_served(self._options.model, [model.id for model in served])
        self._answers = True
        self._identity = ModelIdentity(
            model_digest=hashlib.sha256(f"openai_compatible:{self._options.model}".encode()).hexdigest(),
            tokenizer_sha256="",
            vocab_size=0,
            max_seq_len=found.max_model_len or self._options.max_tokens,
            max_batch_size=self._options.concurrency,
        )
        return self._identity

    async def differences(self) -> list[str]:
        """Says why the model cannot be used; empty where it can."""
        try:
            await self.connect()
        except BoleError as error:
            return [error.message]
        return []

    def identity(self) -> ModelIdentity:
        """Returns which model answers; its digest is of the name, since servers tell no more.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        if self._identity is None:
            raise BoleError(
                ErrorReason.MODEL_UNAVAILABLE, "The model server has not answered yet. Try again in a moment."
            )
        return self._identity

    def encoder(self) -> ChatEncoder:
        """Returns what builds messages for this model and estimates their tokens.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        return ChatEncoder(max_tokens=self.identity().max_seq_len)

    async def warm(self, grammars: Iterable[str]) -> None:
        """Sends nothing: schemas are compiled when they are first used, and a request only for that may cost money."""

    def state(self) -> ModelState:
        """Returns who waits for a place, and whether the server answered when it was last asked."""
        state = server_state(f"{self._address.host}:{self._address.port}", self._seats)
        return ModelState(queues=self._admission.queues(), servers=(replace(state, up=self._answers),))

    async def generate(self, request: GenerationRequest) -> Generation:
        """Answers one request; cancelling it closes its connection, which ends the work in the server.

        Raises:
            BoleError: MODEL_UNAVAILABLE, MODEL_OVERLOADED, DEADLINE_TOO_SHORT, MODEL_REQUEST_REFUSED, or
                MODEL_CONTRACT_MISMATCH when the server has another model, wants another key, or moved.
        """
        _refuse_grammar(request.guide)
        try:
            generation = await self._generate(request)
        except BoleError as error:
            self._answers = self._answers and error.reason is not ErrorReason.MODEL_UNAVAILABLE
            raise
        self._answers = True
        return generation

    async def _generate(self, request: GenerationRequest) -> Generation:
        limit = self._options.timeout_seconds if request.timeout_seconds is None else request.timeout_seconds
        deadline = asyncio.get_running_loop().time() + limit
        try:
            ticket = self._admission.ticket(request.priority, prefix="")
            async with asyncio.timeout_at(deadline), self._admission.visit(ticket):
                with stage(Stage.MODEL):
                    return await self._persistently(request, deadline)
        except TimeoutError:
            raise _silent(limit) if request.timeout_seconds is None else _late() from None

    async def close(self) -> None:
        """Closes connections."""
        await self._client.close()

    async def _persistently(self, request: GenerationRequest, deadline: float) -> Generation:
        """Asks again where that may help and the deadline leaves time."""
        calls = 1
        while True:
            try:
                with span(SpanName.ATTEMPT, attempts=calls):
                    return await self._ask(request)
            except openai.OpenAIError as error:
                left = deadline - asyncio.get_running_loop().time()
                wait = _wait(error, calls, left)
                if wait is None:
                    raise as_bole_error(meaning_of(error), error) from None
            await asyncio.sleep(wait)
            calls += 1

    async def _ask(self, request: GenerationRequest) -> Generation:
        if self._options.mode == "completions":
            return await self._complete(request)
        schema = request.guide.json_schema
        if not schema:
            return await self._chat(request, FORMATS[-1])
        *others, last = self._formats.tries(schema)
        for guided in others:
            try:
                generation = await self._chat(request, guided)
            except openai.APIStatusError as error:
                if not refuses_format(error):
                    raise
                continue  # if it was something else that it refused, the last try says so
            self._formats.keep(schema, guided)
            return generation
        generation = await self._chat(request, last)
        self._formats.keep(schema, last)
        return generation

    async def _chat(self, request: GenerationRequest, guided: str) -> Generation:
        response = await self._client.chat.completions.with_raw_response.create(
            model=self._options.model,
            messages=[_message(message) for message in request.prompt.messages],
            response_format=response_format(guided, request.guide.json_schema),
            max_tokens=request.max_output_tokens,
            temperature=request.sampling.temperature,
            top_p=request.sampling.top_p,
            seed=request.sampling.seed,
            extra_headers={**self._headers, **trace_headers()},
        )
        return read_generation(response.text)

    async def _complete(self, request: GenerationRequest) -> Generation:
        response = await self._client.completions.with_raw_response.create(
            model=self._options.model,
            prompt=chat_ml(request.prompt.messages),
            stop=["<|im_end|>"],
            max_tokens=request.max_output_tokens,
            temperature=request.sampling.temperature,
            top_p=request.sampling.top_p,
            seed=request.sampling.seed,
            extra_headers={**self._headers, **trace_headers()},
        )
        return read_generation(response.text)

    async def _served(self) -> list[ListedModel]:
        response = await self._client.models.with_raw_response.list(extra_headers=self._headers)
        return read_models(response.text)


def _certificates(path: str | None) -> ssl.SSLContext | None:
    if path is None:
        return None
    try:
        return ssl.create_default_context(cafile=path)
    except OSError:  # what is no PEM file, too
        raise ValueError(
            "The certificates for the model server cannot be read. Check BOLE_OPENAI_ROOT_CERTIFICATES."
        ) from None


def _message(message: ChatMessage) -> ChatCompletionMessageParam:
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}
        case _:
            return {"role": "user", "content": message.content}


def _wait(error: openai.OpenAIError, calls: int, left_seconds: float) -> float | None:
    asked = retry_after_seconds(error)
    own = wait_seconds(meaning_of(error).remedy, calls, left_seconds, random.random())  # noqa: S311 - spreads retries
    if own is None or asked > min(_LONGEST_RETRY_AFTER_SECONDS, left_seconds):
        return None
    return max(own, asked)


def _raise_not_served(model: str, served: list[str]) -> NoReturn:
    names = ", ".join(repr(name[:80]) for name in served[:5]) or "no model"
    raise BoleError(
        ErrorReason.MODEL_CONTRACT_MISMATCH,
        f"The model server does not serve {model} but {names}. Set BOLE_OPENAI_MODEL to what it serves.",
        metadata={"model": model, "served": names},
    )


def _refuse_grammar(guide: Guide) -> None:
    """Raises for a grammar that has no schema beside it: servers of this kind take schemas alone."""
    if guide.grammar and not guide.json_schema:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "An OpenAI-compatible model server takes no grammar. Leave the grammar empty.",
            field="grammar",
        )


def _late() -> BoleError:
    return BoleError(LATE.reason, LATE.message)


def _silent(seconds: float) -> BoleError:
    return BoleError(
        ErrorReason.MODEL_UNAVAILABLE,
        f"The model server did not answer within {seconds:g} seconds. Check that it is not overloaded.",
        metadata={"seconds": f"{seconds:g}"},
    )
