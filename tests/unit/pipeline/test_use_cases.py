"""Drafts of rubrics are kept for who had them made."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bole.api.stored_forms import StoredForms
from bole.bootstrap import reader
from bole.domain.calls import CallTerms
from bole.domain.rubric import JobPosting, Rubric
from bole.pipeline.embedded import EmbeddedAnswering
from bole.pipeline.playground import Playground
from bole.pipeline.screener import Screener
from bole.pipeline.use_cases import UseCases
from bole.settings import Settings
from tests.fakes import SameProcess

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


async def test_a_draft_is_given_to_no_other_tenant() -> None:
    """A model may write another one for the same posting: that it is the same would tell who asked before."""
    ours, workers = reader(Settings()), SameProcess()
    answering = CountingAnswering(reader=ours, workers=workers)
    screener = Screener(answering=answering, workers=workers, codec=StoredForms())
    playground = Playground(engine="rules", model=None, reader=ours, workers=workers)
    use_cases = UseCases(
        answering=answering, screener=screener, playground=playground, workers=workers, limits=ours.limits
    )

    drafts = [
        await use_cases.draft_rubric(POSTING, CallTerms(tenant=tenant)) for tenant in ("acme", "acme", "other", "acme")
    ]

    assert answering.drafted_for == ["acme", "other"]
    assert len({draft.criteria_digest for draft in drafts}) == 1
