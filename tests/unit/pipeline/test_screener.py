"""A question that was asked before gets the same answer, whoever is away."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest

from bole.api.stored_forms import StoredForms
from bole.bootstrap import reader
from bole.domain.answers import Answer, StoredAnswer
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Requirement
from bole.engines.engine import Origin
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.screener import Screener
from bole.pipeline.screening import ScreeningRequest
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import criterion, rubric
from tests.fakes import SameProcess

T = TypeVar("T")
TEXT = "Ada\n\nExperience\n2021-01 - 2025-12 Engineer, Example Ltd\nBuilt a billing service in Python, 2 m users.\n"
RUBRIC = validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Go", requirement=Requirement.NICE)]))
REQUEST = ScreeningRequest(
    documents=(Document(content=TEXT.encode(), media_type="text/plain"),),
    rubric=RUBRIC,
    as_of=datetime.date(2026, 1, 31),
)
AWAY = BoleError(ErrorReason.STORAGE_UNAVAILABLE, "The database is away.")


@dataclass
class MemoryAnswers:
    """An `AnswerStore` in memory that can be away."""

    answers: dict[tuple[str, str], StoredAnswer] = field(default_factory=dict)
    away: bool = False

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns what is kept."""
        await asyncio.sleep(0)
        if self.away:
            raise AWAY
        return self.answers.get((tenant, digest))

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps the first answer."""
        if self.away:
            raise AWAY
        return self.answers.setdefault((tenant, digest), answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingAnswering(EmbeddedAnswering):
    """The embedded engine, which counts how often it is asked; it gives way once, so that calls meet."""

    asked: list[ScreeningRequest] = field(default_factory=list)
    known: bool = True

    def asks(self) -> Origin:
        """Says which engine it is, where that is known."""
        if not self.known:
            raise BoleError(ErrorReason.MODEL_UNAVAILABLE, "Nobody has looked yet.")
        return Origin(engine="rules")

    async def screen(self, request: ScreeningRequest, render: Callable[[Answer], T], terms: CallTerms) -> T:
        """Screens and counts."""
        self.asked.append(request)
        await asyncio.sleep(0)
        return await EmbeddedAnswering.screen(self, request, render, terms)


def answering(*, degraded: bool = False, known: bool = True) -> CountingAnswering:
    """Returns the engine, with all CPU work in this process."""
    return CountingAnswering(reader=reader(Settings()), workers=SameProcess(), degraded=degraded, known=known)


def screener(engine: CountingAnswering, answers: MemoryAnswers | None) -> Screener:
    """Returns a screener on an engine and a store."""
    return Screener(answering=engine, workers=SameProcess(), codec=StoredForms(), answers=answers)


async def test_the_same_question_is_answered_once_with_the_same_bytes() -> None:
    """Also after a restart with the same store."""
    engine, answers = answering(), MemoryAnswers()

    first = await screener(engine, answers).screen("a", REQUEST, CallTerms())
    again = await screener(engine, answers).screen("a", REQUEST, CallTerms())

    assert again == first
    assert len(engine.asked) == 1


async def test_who_asks_the_same_at_the_same_time_waits_for_one_answer() -> None:
    """A hundred equal files cost one answer."""
    engine = answering()
    ours = screener(engine, MemoryAnswers())

    every = await asyncio.gather(*(ours.screen("a", REQUEST, CallTerms()) for _ in range(20)))

    assert len(engine.asked) == 1
    assert set(every) == {every[0]}


async def test_another_tenant_is_answered_anew() -> None:
    """What one asked tells another nothing."""
    engine = answering()
    ours = screener(engine, MemoryAnswers())

    await ours.screen("a", REQUEST, CallTerms())
    await ours.screen("b", REQUEST, CallTerms())

    assert len(engine.asked) == 2


async def test_other_weights_are_arithmetic_on_the_same_answer() -> None:
    """The payload stays, the standing follows the rubric."""
    engine = answering()
    ours = screener(engine, MemoryAnswers())
    heavy = validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Go", weight=100)]))
    assert heavy.criteria_digest == RUBRIC.criteria_digest

    first = await ours.screen("a", REQUEST, CallTerms())
    other = await ours.screen("a", replace(REQUEST, rubric=heavy), CallTerms())

    assert len(engine.asked) == 1
    assert other.payload == first.payload
    assert other.standing.match_score != first.standing.match_score


async def test_errors_are_never_kept() -> None:
    """A document that cannot be read is read again, and so is one whose engine was away."""
    engine, answers = answering(), MemoryAnswers()
    broken = replace(REQUEST, documents=(Document(content=b"%PDF-1.7 nothing"),))

    for _ in range(2):
        with pytest.raises(BoleError):
            await screener(engine, answers).screen("a", broken, CallTerms())

    assert len(engine.asked) == 2
    assert not answers.answers


async def test_a_degraded_answer_is_nobody_elses() -> None:
    """It is kept for its batch alone."""
    engine, answers = answering(degraded=True), MemoryAnswers()
    ours = screener(engine, answers)

    single = await ours.screen("a", REQUEST, CallTerms())
    assert single.degraded
    assert not answers.answers
    digest, _ = await ours.screen_kept("a", REQUEST, CallTerms(), "own")

    assert digest == "own"
    assert list(answers.answers) == [("a", "own")]


@dataclass
class AnswersAfterAnErasure(MemoryAnswers):
    """A store right after the candidate was erased: it keeps only what was looked for since then."""

    looked_for: set[str] = field(default_factory=set)

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Notes what is looked for."""
        self.looked_for.add(digest)
        return await super().find(tenant, digest)

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps nothing that was asked before."""
        return await super().keep(tenant, digest, answer) if digest in self.looked_for else answer


async def test_a_degraded_answer_on_who_applies_again_after_an_erasure_is_kept() -> None:
    """Otherwise its item is put back and asked again, for as long as a call from before the erasure may last."""
    answers = AnswersAfterAnErasure()
    ours = screener(answering(degraded=True), answers)

    await ours.screen_kept("a", REQUEST, CallTerms(allow_degraded=True), "own")

    assert list(answers.answers) == [("a", "own")]


async def test_a_degraded_answer_that_was_kept_before_stands_as_the_rubric_wants_it_now() -> None:
    """Its batch was rescored before the item was begun again."""
    engine, answers = answering(degraded=True), MemoryAnswers()
    ours = screener(engine, answers)
    heavy = replace(
        REQUEST, rubric=validate_rubric(rubric([criterion("c1", "Python"), criterion("c2", "Go", weight=100)]))
    )

    _, first = await ours.screen_kept("a", REQUEST, CallTerms(), "own")
    _, again = await ours.screen_kept("a", heavy, CallTerms(), "own")

    assert again.payload == first.payload
    assert again.standing == (await ours.screen("a", heavy, CallTerms())).standing != first.standing


async def test_as_long_as_nobody_knows_which_model_answers_nothing_is_looked_up() -> None:
    """The answer still comes, and for a batch it is kept as its own."""
    engine, answers = answering(known=False), MemoryAnswers()
    ours = screener(engine, answers)

    await ours.screen("a", REQUEST, CallTerms())
    assert not answers.answers
    digest, _ = await ours.screen_kept("a", REQUEST, CallTerms(), "own")

    assert digest == "own"


async def test_a_call_can_do_without_the_store_and_a_batch_cannot() -> None:
    """A database that is away costs single calls their memory, and nothing else."""
    engine, answers = answering(), MemoryAnswers(away=True)
    ours = screener(engine, answers)

    assert (await ours.screen("a", REQUEST, CallTerms())).standing.match_score is not None
    with pytest.raises(BoleError) as caught:
        await ours.screen_kept("a", REQUEST, CallTerms(), "own")

    assert caught.value.reason is ErrorReason.STORAGE_UNAVAILABLE


@dataclass(frozen=True, slots=True)
class OptedOut:
    """An `OptOutCheck` that knows one candidate."""

    candidate_id: str

    async def refuse_if_opted_out(self, tenant: str, candidate_id: str) -> None:
        """Refuses that one."""
        if (tenant, candidate_id) == ("a", self.candidate_id):
            raise BoleError(ErrorReason.CANDIDATE_OPTED_OUT, "A person has to read the documents.")


async def refusal_of(ours: Screener, request: ScreeningRequest = REQUEST) -> ErrorReason:
    """Returns why a screening is refused, as a call and for a batch."""
    with pytest.raises(BoleError) as caught:
        await ours.screen("a", request, CallTerms())
    with pytest.raises(BoleError) as again:
        await ours.screen_kept("a", request, CallTerms(), "own")
    assert again.value.reason is caught.value.reason
    return caught.value.reason


async def test_who_has_opted_out_by_the_callers_identifier_is_not_read() -> None:
    engine, answers = answering(), MemoryAnswers()
    ours = replace(screener(engine, answers), opt_outs=OptedOut("person"))

    assert await refusal_of(ours, replace(REQUEST, candidate_id="person")) is ErrorReason.CANDIDATE_OPTED_OUT

    assert not engine.asked


async def test_of_who_has_opted_out_and_is_named_by_the_documents_alone_nothing_is_kept() -> None:
    engine, answers = answering(), MemoryAnswers()
    named = (await screener(engine, None).screen("a", REQUEST, CallTerms())).candidate_id
    ours = replace(screener(engine, answers), opt_outs=OptedOut(named))

    assert await refusal_of(ours) is ErrorReason.CANDIDATE_OPTED_OUT

    assert not answers.answers
    assert (await ours.screen("b", REQUEST, CallTerms())).candidate_id == named


async def test_who_opts_out_gets_no_answer_that_was_kept_before() -> None:
    engine, answers = answering(), MemoryAnswers()
    named = (await screener(engine, answers).screen("a", REQUEST, CallTerms())).candidate_id

    assert (
        await refusal_of(replace(screener(engine, answers), opt_outs=OptedOut(named)))
        is ErrorReason.CANDIDATE_OPTED_OUT
    )
    assert len(engine.asked) == 1
