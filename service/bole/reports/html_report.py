"""Writes the report that a recruiter opens in a browser: one self-contained file that asks for nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from bole.domain.batches import CutCost
from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import Level, Recommendation
from bole.evidence.wording import Phrases
from bole.reports.blinding import MASK, blinded_kit
from bole.reports.breakdown import rubric_shares
from bole.reports.cards import Quote, quote_of, share_text
from bole.reports.cut_section import cut_sentences
from bole.reports.pages import page
from bole.reports.ranking import RankedCandidate
from bole.reports.report_parts import Place, ReportParts, report_parts
from bole.reports.wording import report_words

MOST_CARDS = 200
"""Candidates with a card of their own: more of them make a page that no browser opens at ease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitSection:
    """The interview questions and whom they are for; `parts` are the role's and the candidate's own, with quotes."""

    kit: InterviewKit
    name: str
    anchor: str
    parts: tuple[tuple[str, tuple[tuple[InterviewQuestion, tuple[Quote, ...]], ...]], ...]

    @property
    def minutes(self) -> int:
        """Length of the interview."""
        return sum(question.minutes for question in (*self.kit.core_questions, *self.kit.questions))


def html_report(
    ranked: Iterable[RankedCandidate],
    rubric: Rubric,
    *,
    title: str,
    as_of: datetime.date,
    language_code: str,
    blind: bool,
    kit: InterviewKit | None = None,
    kit_for: str = "",
    cut: CutCost | None = None,
    most_cards: int = MOST_CARDS,
) -> str:
    """Returns the report as HTML; the same arguments give the same text.

    Text from resumes and postings is escaped wherever it stands, and a content security policy forbids scripts and
    requests to anywhere.

    Args:
        ranked: The candidates in their order, duplicates and failed items among them, read one at a time.
        rubric: What they were screened for.
        title: Name of the opening; the title of the rubric where it is empty.
        as_of: The date that the screenings were computed for; the only date in the report.
        language_code: BCP-47; Chinese for `zh` and its variants, else English.
        blind: Leaves names, contacts and file names out; see `blinding.blinded_one`.
        kit: Interview questions for one candidate.
        kit_for: The `item_id` of that candidate.
        cut: What the cut of a two-stage batch cost.
        most_cards: So many candidates get a card with all evidence; the others a line in a table.
    """
    words = report_words(language_code)
    parts = report_parts(ranked, words, most_cards=most_cards, blind=blind, owner_id=kit_for)
    section = None if kit is None else _kit_section(kit, kit_for, parts, rubric, words, blind=blind)
    return page(
        "report.html.jinja",
        words,
        title=title or rubric.title or words.say("untitled"),
        as_of=as_of.isoformat(),
        mask=MASK if blind else "",
        cards=parts.cards,
        further=parts.further,
        duplicates=parts.duplicates,
        places=parts.places,
        failures=parts.failures,
        candidate_count=sum(parts.counts.values()),
        counts=tuple((recommendation.value, parts.counts.get(recommendation, 0)) for recommendation in Recommendation),
        levels=tuple(level.value for level in Level),
        rubric=rubric,
        asked=_asked(rubric),
        refused=rubric.refused_criteria,
        cut=() if cut is None else cut_sentences(cut, words),
        kit=section,
    )


def _asked(rubric: Rubric) -> tuple[tuple[Criterion, str], ...]:
    """Returns each criterion with its share of all weight, empty where it is not scored."""
    shares = rubric_shares(rubric.criteria)
    return tuple(
        (criterion, share_text(share) if share else "")
        for criterion, share in zip(rubric.criteria, shares, strict=True)
    )


def _kit_section(
    kit: InterviewKit, kit_for: str, parts: ReportParts, rubric: Rubric, words: Phrases, *, blind: bool
) -> KitSection:
    if parts.owner is not None and blind:
        kit = blinded_kit(kit, parts.owner.candidate.contact, parts.owner.candidate.profile)
    place = parts.places.get(kit_for, Place(name=kit_for))
    terms = {criterion.criterion_id: criterion.terms for criterion in rubric.criteria}
    return KitSection(
        kit=kit,
        name=place.name,
        anchor=place.anchor,
        parts=tuple(
            (
                key if kit.core_questions else "",
                tuple(
                    (one, tuple(quote_of(found, terms.get(one.criterion_id, ()), words) for found in one.evidence))
                    for one in questions
                ),
            )
            for key, questions in (("kit_core", kit.core_questions), ("kit_own", kit.questions))
            if questions
        ),
    )
