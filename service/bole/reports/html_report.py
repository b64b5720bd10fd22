"""Writes the report that a recruiter opens in a browser: one self-contained file that asks for nothing."""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files

import jinja2
from markupsafe import Markup

from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import Level, Recommendation
from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.blinding import MASK, blinded, blinded_kit
from bole.reports.breakdown import rubric_shares
from bole.reports.cards import Card, Quote, cards, display_name, quote_of, share_text
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import named, report_words


@dataclass(frozen=True, slots=True, kw_only=True)
class KitSection:
    """The interview questions and whom they are for; each question with its quotes."""

    kit: InterviewKit
    name: str
    anchor: str
    questions: tuple[tuple[InterviewQuestion, tuple[Quote, ...]], ...]

    @property
    def minutes(self) -> int:
        """Length of the interview."""
        return sum(question.minutes for question in self.kit.questions)


def html_report(
    ranked: Sequence[RankedCandidate],
    rubric: Rubric,
    *,
    title: str,
    as_of: datetime.date,
    language_code: str,
    blind: bool,
    kit: InterviewKit | None = None,
    kit_for: str = "",
) -> str:
    """Returns the report as HTML; the same arguments give the same text.

    Text from resumes and postings is escaped wherever it stands, and a content security policy forbids scripts and
    requests to anywhere.

    Args:
        ranked: The candidates in their order, failed items among them.
        rubric: What they were screened for.
        title: Name of the opening; the title of the rubric where it is empty.
        as_of: The date that the screenings were computed for; the only date in the report.
        language_code: BCP-47; Chinese for `zh` and its variants, else English.
        blind: Leaves names, contacts and file names out; see `blinding.blinded`.
        kit: Interview questions for one candidate.
        kit_for: The `item_id` of that candidate.
    """
    words = report_words(language_code)
    section = None if kit is None else _kit_section(kit, kit_for, ranked, rubric, words, blind=blind)
    shown = blinded(ranked) if blind else tuple(ranked)
    people = cards(shown, words)
    style = _style()
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            say=words.say,
            has=words.has,
            named=partial(named, words),
            percent=percent,
            language=words.language,
            style=Markup(style),  # noqa: S704 - our own file, and escaping would break its digest
            style_digest=_digest(style),
            title=title or rubric.title or words.say("untitled"),
            as_of=as_of.isoformat(),
            mask=MASK if blind else "",
            cards=people,
            failures=tuple(one.candidate for one in shown if one.candidate.failure is not None),
            counts=_counts(people),
            levels=tuple(level.value for level in Level),
            rubric=rubric,
            asked=_asked(rubric),
            refused=rubric.refused_criteria,
            kit=section,
        )
    )


def _counts(people: Sequence[Card]) -> tuple[tuple[str, int], ...]:
    given = [card.screening.recommendation for card in people]
    return tuple((recommendation.value, given.count(recommendation)) for recommendation in Recommendation)


def _asked(rubric: Rubric) -> tuple[tuple[Criterion, str], ...]:
    """Returns each criterion with its share of all weight, empty where it is not scored."""
    shares = rubric_shares(rubric.criteria)
    return tuple(
        (criterion, share_text(share) if share else "")
        for criterion, share in zip(rubric.criteria, shares, strict=True)
    )


def _kit_section(
    kit: InterviewKit,
    kit_for: str,
    ranked: Sequence[RankedCandidate],
    rubric: Rubric,
    words: Phrases,
    *,
    blind: bool,
) -> KitSection:
    position, owner = next(
        ((number, one) for number, one in enumerate(ranked, start=1) if one.candidate.item_id == kit_for), (0, None)
    )
    if owner is not None and blind:
        kit = blinded_kit(kit, owner.candidate.contact)
        owner = blinded([owner])[0]
    terms = {criterion.criterion_id: criterion.terms for criterion in rubric.criteria}
    return KitSection(
        kit=kit,
        name=kit_for if owner is None else display_name(owner.candidate),
        anchor=f"candidate-{position}" if owner is not None and owner.candidate.screening is not None else "",
        questions=tuple(
            (one, tuple(quote_of(evidence, terms.get(one.criterion_id, ()), words) for evidence in one.evidence))
            for one in kit.questions
        ),
    )


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _style() -> str:
    return files("bole.reports").joinpath("report.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bole.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
