"""What the cells of the tables say: texts that CSV and spreadsheet share."""

from __future__ import annotations

from collections.abc import Iterator

from bole.domain.resume import Contact
from bole.domain.screening import ScreenedCandidate, Screening
from bole.evidence.recommendation import missed_gates
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence

BETWEEN = " | "
"""Stands between the items of a list inside one cell."""


def contact_text(contact: Contact) -> str:
    """Returns how to reach a candidate: e-mail address and phone number, where they are known."""
    return BETWEEN.join(text for text in (contact.email, contact.phone) if text)


def score_text(screening: Screening, words: Phrases) -> str:
    """Returns the match score with its range where one is stated, such as `83 (79–87)`; empty where none is known."""
    if screening.match_score is None:
        return ""
    told = range_text(screening, words)
    return f"{screening.match_score} ({told})" if told else str(screening.match_score)


def range_text(screening: Screening, words: Phrases) -> str:
    """Returns the scores that say the same, such as `79–87`; empty where no noise is stated."""
    interval = screening.score_interval
    return "" if interval is None else words.say("score_range", low=interval.low, high=interval.high)


def quote_text(screening: Screening) -> str:
    """Returns the criterion that the best evidence supports, and the quote; empty where nothing is shown."""
    best = best_evidence(screening)
    return "" if best is None else f"{best.assessment.criterion.text}: {best.evidence.quote}"


def gates_text(screening: Screening) -> str:
    """Returns the mandatory requirements that are not shown."""
    return BETWEEN.join(one.criterion.text for one in missed_gates(screening.criteria))


def questions_text(screening: Screening) -> str:
    """Returns the open questions."""
    return BETWEEN.join(question.question for question in screening.open_questions)


def flags_text(screening: Screening) -> str:
    """Returns the red flags, each with its code."""
    return BETWEEN.join(_flags(screening))


def error_text(candidate: ScreenedCandidate) -> str:
    """Returns why an item failed: the reason, a colon, and what to do; empty where it did not."""
    failure = candidate.failure
    return "" if failure is None else f"{failure.reason}: {failure.message}"


def candidate_id_of(candidate: ScreenedCandidate) -> str:
    """Returns the identifier of the candidate, empty for a failed item."""
    return "" if candidate.screening is None else candidate.screening.provenance.candidate_id


def _flags(screening: Screening) -> Iterator[str]:
    for flag in screening.red_flag_details:
        yield f"{flag.code.value}: {flag.message}"
