"""Certificates and licences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bole.domain.documents import DocumentRole
from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Level, TermAssessment
from bole.domain.spans import Span
from bole.evidence.levels import CREDIT, combine, rank
from bole.evidence.quoting import chosen, evidence_of
from bole.evidence.reading import Reading
from bole.evidence.resources import any_of, load_mapping
from bole.evidence.topic import Topic, topics
from bole.evidence.wording import phrases

_BREAK = re.compile(r"[,;:。!?、/]|\. |\n")
_CLAUSE = 40
"""Folded characters on either side of a certificate in which it may be said to be in preparation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a document says of one certificate: MET held, UNCLEAR in preparation, ABSENT denied or never named."""

    level: Level
    mention: Span | None = None


def assess_certification(criterion: Criterion, reading: Reading, language_code: str) -> CriterionAssessment:
    """Looks for the certificates that a criterion names.

    MET where the visible text names one without denying it, UNCLEAR where it names it only as in preparation
    (备考, "expected"), else ABSENT, with the denial as evidence if there is one. Several certificates combine like
    the terms of a skill. A criterion that names none is UNCLEAR where the resume names any, else ABSENT. What a cover
    letter alone names is UNCLEAR.
    """
    if not criterion.terms:
        return _without_terms(criterion, reading, language_code)
    found = [_find(topic) for topic in topics(reading, criterion.terms)]
    level, credit = combine(criterion.term_groups, [one.level for one in found])
    shown = sorted((one for one in found if one.mention is not None), key=lambda one: rank(one.level))
    notes = phrases("facts", language_code)
    return CriterionAssessment(
        criterion=criterion,
        level=level,
        credit=credit,
        evidence=chosen(
            [
                [evidence_of(reading, reading.sentence_of(one.mention), focus=one.mention)]
                for one in shown
                if one.mention
            ]
        ),
        terms=tuple(
            TermAssessment(term=term.name, level=one.level, credit=CREDIT.get(one.level))
            for term, one in zip(criterion.terms, found, strict=True)
        ),
        note=notes.say("certificate_in_preparation") if level is Level.UNCLEAR else "",
    )


def _find(topic: Topic) -> _Found:
    affirmed = [mention for mention in topic.mentions if topic.named_in(mention) is not None]
    held = next((mention for mention in affirmed if not _in_preparation(topic.reading, mention)), None)
    if held is not None:
        unclear = topic.reading.role is DocumentRole.COVER_LETTER
        return _Found(level=Level.UNCLEAR if unclear else Level.MET, mention=held)
    if affirmed:
        return _Found(level=Level.UNCLEAR, mention=affirmed[0])
    return _Found(level=Level.ABSENT, mention=next(iter(topic.mentions), None))


def _in_preparation(reading: Reading, mention: Span) -> bool:
    sentence, start, end = reading.folded_in(reading.sentence_of(mention), mention)
    before = _BREAK.split(sentence[max(0, start - _CLAUSE) : start])[-1]
    after = _BREAK.split(sentence[end : end + _CLAUSE])[0]
    return _preparing().search(f"{before}\0{after}") is not None


@lru_cache(maxsize=1)
def _preparing() -> re.Pattern[str]:
    return any_of(load_mapping("patterns/fact_cues.yaml")["preparing"], "fact_cues.yaml")


def _without_terms(criterion: Criterion, reading: Reading, language_code: str) -> CriterionAssessment:
    named = [entry.name.span for entry in reading.resume.profile.certificates]
    if not named:
        return CriterionAssessment(criterion=criterion, level=Level.ABSENT, credit=0)
    return CriterionAssessment(
        criterion=criterion,
        level=Level.UNCLEAR,
        credit=None,
        evidence=chosen([[evidence_of(reading, span)] for span in named]),
        note=phrases("facts", language_code).say("certificate_unnamed"),
    )
