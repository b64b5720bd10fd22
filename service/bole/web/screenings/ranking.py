"""A page of the ranking of a batch, as a person reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from bole.api.stored_items import failure_of, ranked
from bole.domain.screening import CutGroup, Recommendation, RedFlag, ScreenedCandidate, Screening
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence
from bole.reports.blinding import blinded_one
from bole.reports.cards import Quote, display_name, quote_of
from bole.reports.cell_texts import range_text
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import musts_met
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import screening_pb2, screening_service_pb2
from bole.web.backend import Calls
from bole.web.naming import code_name
from bole.web.screenings.decisions import outcomes
from bole.web.sessions import Session

PAGE_CANDIDATES = 50
_MOST_PAGES = 2_000
_MOST_SKIPPED = 500
"""At a time, as many as the service lists at most."""
_MOST_FAILED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of a ranking: `number` counts pages from 1; no `recommendation` means all."""

    batch_id: str
    number: int = 1
    recommendation: Recommendation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One candidate of the ranking.

    `name` is a code unless who it is was asked for; `spread` are the scores that say the same, where that was measured;
    `decision` is the last outcome by name, empty where nobody has decided.
    """

    item_id: str
    name: str
    named: bool
    rank: int | None
    tied: bool
    screening: Screening
    spread: str
    musts: str
    best: Quote | None
    flags: tuple[RedFlag, ...]
    other_files: int
    cut_group: CutGroup | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedFile:
    """A file without a result."""

    item_id: str
    source: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingPage:
    """What a page of the ranking shows; `tallies` are counts by recommendation, `total` those of the one wanted."""

    wanted: Wanted
    lines: tuple[Line, ...]
    total: int
    tallies: Mapping[Recommendation, int]
    failed: tuple[FailedFile, ...]
    failed_total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, ceil(self.total / PAGE_CANDIDATES))


def wanted_of(batch_id: str, number: str, recommendation: str) -> Wanted:
    """Reads what an address asks for; what makes no sense is the first page of all."""
    sensible = number.isascii() and number.isdecimal() and len(number) <= 4
    return Wanted(
        batch_id=batch_id,
        number=min(max(int(number), 1), _MOST_PAGES) if sensible else 1,
        recommendation=Recommendation(recommendation) if recommendation in Recommendation.__members__ else None,
    )


async def ranking_page(calls: Calls, wanted: Wanted, session: Session, words: Phrases) -> RankingPage:
    """Fetches a page of the ranking, the counts beside it, and the files that failed.

    Args:
        calls: The API in the name of whoever asks.
        wanted: Which page.
        session: Whose names they asked to see, and whether they see decisions.
        words: In which language places in documents are named.
    """
    found, failed, decided, sizes = await asyncio.gather(
        _candidates(calls, wanted),
        calls.ask(calls.backend.batches.ListBatchResults, _failures(wanted.batch_id)),
        outcomes(calls, wanted.batch_id, session),
        _sizes(calls, wanted.batch_id),
    )
    shown = (
        _line(item, decided, revealed=(wanted.batch_id, item.item_id) in session.revealed, words=words)
        for item in found.items
    )
    return RankingPage(
        wanted=wanted,
        lines=tuple(line for line in shown if line is not None),
        total=found.total_size,
        tallies=sizes,
        failed=tuple(map(_failed, failed.items)),
        failed_total=failed.total_size,
    )


async def _candidates(calls: Calls, wanted: Wanted) -> pb.ListBatchResultsResponse:
    """Returns one page; those before it are passed over in large steps, since a token is all that leads to a page."""
    asked = pb.ListBatchResultsRequest(
        batch_id=wanted.batch_id,
        states=[pb.BatchItem.SUCCEEDED],
        recommendations=_named([wanted.recommendation]) if wanted.recommendation else [],
        view=screening_service_pb2.SCREENING_VIEW_BASIC,
    )
    skip = (wanted.number - 1) * PAGE_CANDIDATES
    while skip:
        asked.page_size = min(skip, _MOST_SKIPPED)
        passed = await calls.ask(calls.backend.batches.ListBatchResults, asked)
        if not passed.next_page_token:
            return pb.ListBatchResultsResponse(total_size=passed.total_size)
        asked.page_token = passed.next_page_token
        skip -= asked.page_size
    asked.page_size = PAGE_CANDIDATES
    asked.view = screening_service_pb2.SCREENING_VIEW_FULL
    asked.include_contact = asked.include_profile = True  # what is to be masked has to be known
    return await calls.ask(calls.backend.batches.ListBatchResults, asked)


async def _sizes(calls: Calls, batch_id: str) -> dict[Recommendation, int]:
    answers = (calls.ask(calls.backend.batches.ListBatchResults, _tally(batch_id, one)) for one in Recommendation)
    return {one: size.total_size for one, size in zip(Recommendation, await asyncio.gather(*answers), strict=True)}


def _tally(batch_id: str, recommendation: Recommendation) -> pb.ListBatchResultsRequest:
    return pb.ListBatchResultsRequest(
        batch_id=batch_id,
        states=[pb.BatchItem.SUCCEEDED],
        recommendations=_named([recommendation]),
        view=screening_service_pb2.SCREENING_VIEW_BASIC,
        page_size=1,
    )


def _failures(batch_id: str) -> pb.ListBatchResultsRequest:
    return pb.ListBatchResultsRequest(
        batch_id=batch_id,
        states=[pb.BatchItem.FAILED],
        include_duplicates=True,
        view=screening_service_pb2.SCREENING_VIEW_BASIC,
        page_size=_MOST_FAILED,
    )


def _named(wanted: list[Recommendation]) -> list[screening_pb2.Screening.Recommendation.ValueType]:
    return [screening_pb2.Screening.Recommendation.Value(one) for one in wanted]


def _line(item: pb.BatchItem, decided: Mapping[str, str], *, revealed: bool, words: Phrases) -> Line | None:
    one = ranked(item)
    shown = one if revealed else blinded_one(one)
    screening = shown.candidate.screening
    if screening is None:
        return None
    best = best_evidence(screening)
    return Line(
        item_id=item.item_id,
        name=_name(one, shown.candidate, revealed=revealed),
        named=revealed,
        rank=one.rank,
        tied=one.tied,
        screening=screening,
        spread=range_text(screening, words),
        musts=musts_met(screening, words),
        best=None if best is None else quote_of(best.evidence, best.assessment.criterion.terms, words),
        flags=screening.red_flag_details,
        other_files=len(one.candidate.same_candidate),
        cut_group=one.candidate.cut_group,
        decision=decided.get(item.candidate_id, ""),
    )


def _name(one: RankedCandidate, shown: ScreenedCandidate, *, revealed: bool) -> str:
    return display_name(shown) if revealed else code_name(one.candidate.item_id)


def _failed(item: pb.BatchItem) -> FailedFile:
    failure = failure_of(item.status)
    return FailedFile(item_id=item.item_id, source=item.source, reason=failure.reason, message=failure.message)
