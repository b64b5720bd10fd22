"""Stand-ins for our own ports, scripted by tests."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from bole.domain.answers import Answer, StoredAnswer, standing_of
from bole.domain.calls import CallTerms
from bole.domain.errors import BoleError
from bole.domain.generation import EncodedPrompt, Generation, GenerationRequest, ModelIdentity, Prompt
from bole.domain.resume import NO_CONTACT, Profile
from bole.domain.service_state import ModelState
from bole.domain.storage_ports import AnswerStore, Codec
from bole.pipeline.screening import ScreeningRequest
from tests.factories import assessment, screening

P = ParamSpec("P")
T = TypeVar("T")

IDENTITY = ModelIdentity(
    model_digest="1" * 64, tokenizer_sha256="2" * 64, vocab_size=1000, max_seq_len=8192, max_batch_size=8
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterEncoder:
    """A `PromptEncoder` that counts one token a code point."""

    max_tokens: int = 100_000

    def count(self, text: str) -> int:
        """Returns the length."""
        return len(text)

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Encodes each code point as itself."""
        turns = "".join(turn.question + turn.answer for turn in prompt.examples)
        prefix = prompt.system + turns + prompt.task
        whole = prefix + prompt.document + prompt.closing
        return EncodedPrompt(
            token_count=len(whole),
            prefix_token_count=len(prefix),
            prefix_digest=hashlib.sha256(prefix.encode()).hexdigest(),
            input_ids=whole.encode("utf-32-le"),
        )


def text_of(encoded: EncodedPrompt) -> str:
    """Returns what `CharacterEncoder` encoded."""
    return encoded.input_ids.decode("utf-32-le")


@dataclass(kw_only=True)
class ScriptedModel:
    """A `LanguageModel` that gives its replies in order, raises those that are errors, and keeps the requests."""

    replies: list[str | Generation | BoleError]
    leaves_premises: bool = False
    limit: int = 100_000
    requests: list[GenerationRequest] = field(default_factory=list)

    async def connect(self) -> ModelIdentity:
        """Is always there."""
        return IDENTITY

    async def differences(self) -> list[str]:
        """Finds none."""
        return []

    def identity(self) -> ModelIdentity:
        """Returns who it is."""
        return IDENTITY

    def encoder(self) -> CharacterEncoder:
        """Returns an encoder of one token a code point."""
        return CharacterEncoder(max_tokens=self.limit)

    async def warm(self, grammars: Iterable[str]) -> None:
        """Compiles nothing."""

    async def generate(self, request: GenerationRequest) -> Generation:
        """Gives the next reply."""
        self.requests.append(request)
        reply = self.replies.pop(0)
        if isinstance(reply, BoleError):
            raise reply
        return reply if isinstance(reply, Generation) else Generation(text=reply, cut=False)

    def state(self) -> ModelState:
        """Has neither queues nor servers."""
        return ModelState()

    async def close(self) -> None:
        """Has nothing to close."""


@dataclass(frozen=True, kw_only=True)
class ToldMatcher:
    """A `PassageMatcher` that is told which part of a passage each criterion is about."""

    about: Mapping[str, str]
    languages: tuple[str, ...] = ("zh", "en")
    threshold: float = 5.0
    digest: str = "3" * 64
    asked: list[str] = field(default_factory=list)

    def likeness(self, criteria: Sequence[str], passages: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """Says that what it was told of is alike, nothing else, and keeps the passages."""
        self.asked.extend(passages)
        parts = (self.about.get(criterion) for criterion in criteria)
        return tuple(tuple(9.0 if part and part in one else 0.0 for one in passages) for part in parts)


class SameProcess:
    """`Workers` that run the work where it is asked for."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs the work."""
        return work(*args, **kwargs)


@dataclass(kw_only=True)
class ScriptedScreener:
    """A `KeepingScreener` whose documents say what it answers, and that fails where a test wants it.

    A document that begins with a number of 0..100 earns that for the first criterion, and what is left of 100 for all
    others.
    """

    answers: AnswerStore
    codec: Codec
    name: str = "scripted"
    away: BoleError | None = None
    errors: dict[bytes, Exception] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    in_work: int = 0
    most_in_work: int = 0
    beside: dict[bytes, int] = field(default_factory=dict)
    """How many others were in work when a document was asked about."""
    cancelled: int = 0
    asking: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever it is asked."""
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever nothing is asked any more."""
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by default; clear it to keep items in work."""

    def __post_init__(self) -> None:
        """Lets answers through."""
        self.may_answer.set()

    async def screen_kept(
        self,
        tenant: str,
        request: ScreeningRequest,
        terms: CallTerms,  # noqa: ARG002  # has no queue
        own_digest: str,  # noqa: ARG002  # is never degraded
    ) -> tuple[str, StoredAnswer]:
        """Answers as the document says."""
        content = request.documents[0].content
        self.asked.append(content)
        self.beside[content] = self.in_work
        self.in_work += 1
        self.most_in_work = max(self.most_in_work, self.in_work)
        self.asking.set()
        self.idle.clear()
        try:
            await asyncio.sleep(0)  # lets those that were begun together be in work together
            await self.may_answer.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.in_work -= 1
            if not self.in_work:
                self.idle.set()
        if self.away is not None:
            raise self.away
        if content in self.errors:
            raise self.errors[content]
        digest = hashlib.sha256(self.name.encode() + content).hexdigest()
        return digest, await self.answers.keep(tenant, digest, self._answer(request, content))

    def _answer(self, request: ScreeningRequest, content: bytes) -> StoredAnswer:
        first = int(content.split()[0])
        asked = request.rubric.criteria
        answers = [assessment(one, credit=first if one is asked[0] else 100 - first) for one in asked]
        made = screening(answers, candidate_id=request.candidate_id or hashlib.sha256(content).hexdigest())
        made = replace(
            made,
            provenance=replace(
                made.provenance,
                criteria_digest=request.rubric.criteria_digest,
                rubric_digest=request.rubric.rubric_digest,
            ),
        )
        return StoredAnswer(
            payload=self.codec.encode_answer(Answer(screening=made, contact=NO_CONTACT, profile=Profile())),
            standing=standing_of(made),
            candidate_id=made.provenance.candidate_id,
            rubric_digest=request.rubric.rubric_digest,
            degraded=False,
        )
