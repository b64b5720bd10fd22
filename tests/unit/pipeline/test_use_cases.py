"""Drafts of rubrics are kept for who had them made, places of bars for the next page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

import pytest

from bole.api.stored_forms import StoredForms
from bole.bootstrap import reader
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.ports import Workers
from bole.domain.rubric import JobPosting, Rubric
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.playground import Playground
from bole.pipeline.screener import Screener
from bole.pipeline.use_cases import UseCases
from bole.settings import Settings
from tests.fakes import SameProcess
from tests.unit.parsing.make_documents import resume_pdf

P = ParamSpec("P")
T = TypeVar("T")

POSTING = JobPosting(text="Backend engineer. Requirements: 3 years of Python; Django.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingAnswering(EmbeddedAnswering):
    """The embedded engine, which notes for whom it drafts."""

    drafted_for: list[str] = field(default_factory=list)

    async def draft_rubric(self, posting: JobPosting, terms: CallTerms) -> Rubric:
        """Drafts, and gives way once so that calls meet."""
        self.drafted_for.append(terms.tenant)
        await asyncio.sleep(0)
        return await EmbeddedAnswering.draft_rubric(self, posting, terms)


def use_cases(workers: Workers, answering: EmbeddedAnswering | None = None) -> UseCases:
    """Returns the use cases of the embedded engine."""
    ours = reader(Settings())
    answering = answering or EmbeddedAnswering(reader=ours, workers=workers)
    return UseCases(
        answering=answering,
        screener=Screener(answering=answering, workers=workers, codec=StoredForms()),
        playground=Playground(engine="rules", model=None, reader=ours, workers=workers),
        workers=workers,
        limits=ours.limits,
    )


async def test_a_draft_is_given_to_no_other_tenant() -> None:
    """A model may write another one for the same posting: that it is the same would tell who asked before."""
    ours = reader(Settings())
    answering = CountingAnswering(reader=ours, workers=SameProcess())
    asked = use_cases(SameProcess(), answering)

    drafts = [
        await asked.draft_rubric(POSTING, CallTerms(tenant=tenant)) for tenant in ("acme", "acme", "other", "acme")
    ]

    assert answering.drafted_for == ["acme", "other"]
    assert len({draft.criteria_digest for draft in drafts}) == 1


@dataclass
class NotingWorkers(SameProcess):
    """Notes which work it is given."""

    done: list[str] = field(default_factory=list)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs the work, and gives way first so that calls meet."""
        self.done.append(work.__name__)
        await asyncio.sleep(0)
        return await SameProcess.run(self, work, *args, **kwargs)


async def test_a_document_is_read_once_for_all_of_its_masked_pages() -> None:
    """Also for pages that are asked for at the same time; a scan takes seconds to be read."""
    workers = NotingWorkers()
    ours = use_cases(workers)
    document = Document(content=resume_pdf(page_count=2))
    pages = [ours.render_masked(document, (document,), number, 300) for number in (1, 2)]
    plain = await ours.render_page(document, 1, 300)

    assert [page.page_count for page in await asyncio.gather(*pages)] == [2, 2]
    assert (await ours.render_masked(document, (document,), 1, 300)).png != plain.png
    assert sorted(workers.done) == ["page_bars", *["paint"] * 4]


async def test_a_document_beside_others_has_bars_of_its_own() -> None:
    """The same letter may be sent for two people, and be looked at alone."""
    workers = NotingWorkers()
    ours = use_cases(workers)
    document = Document(content=resume_pdf())
    for others in ((), (Document(content=b"Ada Lovelorn"),), ()):
        await ours.render_masked(document, (document, *others), 1, 300)

    assert workers.done == ["page_bars", "paint"] * 2 + ["paint"]


async def test_bars_beyond_all_measure_are_not_kept() -> None:
    workers = NotingWorkers()
    ours = replace(use_cases(workers), most_bars=0)
    for _ in range(2):
        await ours.render_masked(Document(content=resume_pdf()), (), 1, 300)

    assert workers.done == ["page_bars", "paint"] * 2


async def test_a_protected_document_is_masked_for_nobody_without_its_password() -> None:
    ours = use_cases(SameProcess())
    content = resume_pdf(user_key="opens")
    await ours.render_masked(Document(content=content, password="opens"), (), 1, 300)  # noqa: S106

    with pytest.raises(BoleError) as caught:
        await ours.render_masked(Document(content=content), (), 1, 300)

    assert caught.value.reason is ErrorReason.DOCUMENT_ENCRYPTED
