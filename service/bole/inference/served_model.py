"""A connected model: sends requests to its replicas, and again where that is safe."""

from __future__ import annotations

import asyncio
import math
import random
import time
import uuid
from collections.abc import Iterable, Sequence

from tritonclient.grpc import InferInput

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Generation, GenerationRequest, ModelIdentity
from bole.domain.measuring import Stage, stage
from bole.domain.service_state import ModelState
from bole.domain.tracing import SpanName, span
from bole.inference.admission import Admission, Ticket, Visit
from bole.inference.errors import AWAY, LATE, ModelCallError, Remedy
from bole.inference.inspection import tiny_request
from bole.inference.placement import Placement, Seats, server_state
from bole.inference.prefixes import SMALLEST_PREFIX
from bole.inference.replica import Replica
from bole.inference.retry import wait_seconds
from bole.inference.tensors import Answer, RequestWriter, read_answer, requested_outputs, within
from bole.inference.tokenizer import QwenEncoder, TokenizerFile
from bole.inference.triton_options import TritonOptions
from bole.inference.watch import Watch

WARM_SECONDS = 120.0
"""How long a server may take to compile one grammar."""

_SHORTEST_CALL_SECONDS = 0.001


class ServedModel:
    """The replicas of one model from the moment that they were inspected; used from one event loop."""

    def __init__(
        self,
        replicas: Sequence[Replica],
        identities: Sequence[ModelIdentity | None],
        tokenizer: TokenizerFile,
        options: TritonOptions,
    ) -> None:
        """Takes over the replicas.

        Args:
            replicas: The model servers.
            identities: What each of them serves, None where it is away; at least one is there.
            tokenizer: The tokenizer of the model.
            options: The settings.
        """
        self.identity = next(identity for identity in identities if identity is not None)
        self._replicas = replicas
        self._tokenizer = tokenizer
        self._options = options
        self._writer = RequestWriter(end_id=tokenizer.end_id, pad_id=tokenizer.pad_id)
        self._outputs = requested_outputs()
        self._placement = Placement(Seats(options.calls_at(identity or self.identity)) for identity in identities)
        self._admission = Admission(self._placement, options.queue_limit)
        self._closed = False
        self._watch = Watch(replicas, self.identity, options, self._placement, self._admission)
        for index, identity in enumerate(identities):
            if identity is None:
                self._watch.lose(index)
            else:
                self._watch.follow(index)

    @property
    def tokenizer_sha256(self) -> str:
        """The digest of the tokenizer file that fits the model."""
        return self._tokenizer.sha256

    def state(self) -> ModelState:
        """Returns who waits for a place, and how the replicas are."""
        replicas = zip(self._options.addresses, self._placement.replicas, strict=True)
        return ModelState(
            queues=self._admission.queues(),
            servers=tuple(server_state(address, seats) for address, seats in replicas),
        )

    async def generate(self, request: GenerationRequest) -> Generation:
        """Answers one request; see `LanguageModel.generate`.

        A request that arrives while no replica is there fails at once. One that was under way when the last of them
        went waits for it to come back, as long as its deadline allows, or fails then if it does not wait for that.
        Without a deadline each answer may take the default timeout, and so may the wait before it.
        """
        self._refuse_if_too_long(request)
        if not self._placement.present:
            raise self._watch.away()
        seconds = self._options.default_timeout_seconds if request.timeout_seconds is None else request.timeout_seconds
        ticket = self._ticket(request)
        try:
            async with asyncio.timeout(seconds) as limit:
                answer = await self._answer(request, ticket, limit)
        except TimeoutError:
            raise self._late(began=ticket.repeated or request.timeout_seconds is not None) from None
        return Generation(
            text=self._tokenizer.decode(answer.ids),
            cut=len(answer.ids) >= request.max_output_tokens,
            input_tokens=answer.input_tokens,
            output_tokens=answer.output_tokens,
            reused_blocks=answer.reused_blocks,
        )

    async def warm(self, grammars: Iterable[str]) -> None:
        """Has every replica that is there compile grammars, one after another, with one token each.

        Raises:
            BoleError: MODEL_UNAVAILABLE, MODEL_OVERLOADED, DEADLINE_TOO_SHORT, MODEL_REQUEST_REFUSED.
        """
        encoder = QwenEncoder(
            tokenizer_path=self._options.tokenizer_path,
            tokenizer_sha256=self._tokenizer.sha256,
            max_tokens=self.identity.max_seq_len,
        )
        requests = [self._writer.write(tiny_request(encoder, grammar, max_output_tokens=1)) for grammar in grammars]
        present = [index for index, seats in enumerate(self._placement.replicas) if seats.present]
        await asyncio.gather(*(self._warm(index, requests) for index in present))
        if not self._placement.present:
            raise self._watch.away()

    async def close(self) -> None:
        """Ends everything: who waits is turned away, calls in progress are dropped."""
        self._closed = True
        await self._watch.close()
        for index in range(len(self._replicas)):
            self._placement.lose(index)
        self._admission.turn_away(self._watch.away())
        await asyncio.gather(*(replica.close() for replica in self._replicas))

    def _ticket(self, request: GenerationRequest) -> Ticket:
        shared = request.prompt.prefix_token_count >= SMALLEST_PREFIX
        prefix = request.prompt.prefix_digest if shared else ""
        return self._admission.ticket(request.priority, prefix, waits_for_return=request.wait_for_return)

    async def _answer(self, request: GenerationRequest, ticket: Ticket, limit: asyncio.Timeout) -> Answer:
        inputs = self._writer.write(request)
        calls = 0
        while True:
            try:
                async with self._admission.visit(ticket) as visit:
                    if request.timeout_seconds is None:
                        limit.reschedule(time.monotonic() + self._options.default_timeout_seconds)
                    attempt = span(SpanName.ATTEMPT, replica=visit.place.replica + 1, attempts=calls + 1)
                    with stage(Stage.MODEL), attempt:
                        answer = await self._call(visit, inputs, _end(limit))
                    return within(answer, request.max_output_tokens)
            except ModelCallError as error:
                calls += 1
                await self._before_next_call(error, calls, _end(limit))
            if not self._placement.present and (self._closed or not request.wait_for_return):
                raise self._watch.away()

    async def _call(self, visit: Visit, inputs: list[InferInput], deadline: float) -> Answer:
        """Makes one call and draws conclusions about its replica, before the place is given to the next request."""
        index = visit.place.replica
        if not self._replicas[index].connected:
            # What answers after a new connection may be another model: it is looked at first.
            self._watch.lose(index)
            raise ModelCallError("UNAVAILABLE", "the connection ended")
        left = max(deadline - time.monotonic(), _SHORTEST_CALL_SECONDS)
        try:
            result = await self._replicas[index].infer(str(uuid.uuid4()), inputs, self._outputs, left)
        except ModelCallError as error:
            if error.meaning.remedy in AWAY:
                self._watch.lose(index)
            visit.ticket.avoid = index if error.meaning.remedy is Remedy.LATER else None
            raise
        finally:
            if time.monotonic() >= deadline:
                self._watch.doubt(index)
        answer = read_answer(result)
        visit.answered = True
        return answer

    async def _before_next_call(self, error: ModelCallError, calls: int, deadline: float) -> None:
        """Waits until the call may be made again, or raises what callers are told."""
        remedy = error.meaning.remedy
        wait = wait_seconds(remedy, calls, deadline - time.monotonic(), random.random())  # noqa: S311 (no secret)
        if wait is None or (remedy is Remedy.ELSEWHERE and not self._placement.present):
            raise error.as_bole_error() from None
        await asyncio.sleep(wait)

    async def _warm(self, index: int, requests: Sequence[list[InferInput]]) -> None:
        for inputs in requests:
            try:
                await self._replicas[index].infer(str(uuid.uuid4()), inputs, self._outputs, WARM_SECONDS)
            except ModelCallError as error:
                if error.meaning.remedy not in AWAY:
                    raise error.as_bole_error() from None
                self._watch.lose(index)
                return

    def _refuse_if_too_long(self, request: GenerationRequest) -> None:
        tokens = request.prompt.token_count + request.max_output_tokens
        if tokens > self.identity.max_seq_len:
            raise BoleError(
                ErrorReason.PROMPT_TOO_LONG,
                f"Prompt and answer need {tokens} tokens; the model takes {self.identity.max_seq_len}. Ask for less.",
                metadata={"tokens": str(tokens), "limit": str(self.identity.max_seq_len)},
            )

    def _late(self, *, began: bool) -> BoleError:
        """Returns why there is no answer in time; with `began` there was too little of it for the model."""
        if not self._placement.present:
            return self._watch.away()
        waiting = str(self._admission.waiting)
        if not began:
            return BoleError(
                ErrorReason.MODEL_OVERLOADED,
                "No place at the model came free in all the time for an answer. Try again in a moment.",
                metadata={"waiting": waiting},
            )
        return BoleError(LATE.reason, LATE.message, metadata={"waiting": waiting})


def _end(limit: asyncio.Timeout) -> float:
    """Returns when a limit is over, on the clock of `time.monotonic`, which is that of the event loop."""
    end = limit.when()
    return math.inf if end is None else end
