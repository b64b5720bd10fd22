"""Certificates and licences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bole.domain.documents import DocumentRole
from bole.domain.rubric import Criterion, Term
from bole.domain.screening import CriterionAssessment, Level, TermAssessment
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.levels import CREDIT, combine, rank
from bole.evidence.quoting import chosen, evidence_of
from bole.evidence.reading import Reading
from bole.evidence.topic import Topic, topics
from bole.evidence.wording import phrases
from bole.lexicon.folding import fold_term
from bole.lexicon.resources import items, load_mapping, mapping, strings

_CUES = "fact_cues"
_FILE = "patterns/fact_cues.yaml"
_BREAK = re.compile(r"[,;:。!?、/]|\. |\n")
_CLAUSE = 40
"""Folded characters on either side of a certificate in which it may be said to be in preparation."""


_LAPSED = "certificate_lapsed"
_PREPARING = "certificate_in_preparation"
_LETTER = "only_in_cover_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a document says of one certificate: MET held, UNCLEAR for a reason, ABSENT denied or never claimed.

    `reason` is the key of the note that tells why it is open.
    """

    level: Level
    mention: Span | None = None
    reason: str = ""


def assess_certification(criterion: Criterion, reading: Reading, language_code: str) -> CriterionAssessment:
    """Looks for the certificates that a criterion names.

    MET where the visible text names one as held, UNCLEAR where it names it only as in preparation (备考, "expected") or
    as lapsed (已过期, "revoked"), else ABSENT, with the denial as evidence if there is one; the post sought (求职意向)
    and what others hold ("supervised registered nurses") is not claimed. Several certificates combine like the terms
    of a skill. A criterion that names none is UNCLEAR where the resume names any, else ABSENT. What a cover letter
    alone names is UNCLEAR.
    """
    if not criterion.terms:
        return _without_terms(criterion, reading, language_code)
    found = [_find(topic) for topic in topics(reading, [_either_order(term) for term in criterion.terms])]
    level, credit = combine(criterion.term_groups, [one.level for one in found])
    # What is open or denied shows nothing beside what is held.
    held = level in {Level.MET, Level.PARTLY_MET}
    quotable = (one for one in found if one.mention is not None and (not held or one.level is Level.MET))
    shown = sorted(quotable, key=lambda one: rank(one.level))
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
        note=_note(level, found, language_code),
    )


def _note(level: Level, found: Sequence[_Found], language_code: str) -> str:
    """Tells why certificates are open, also where another one of the same criterion is held or absent."""
    if level is Level.MET:
        return ""
    words = phrases("facts", language_code)
    reasons = dict.fromkeys(one.reason for one in found if one.reason)
    return words.say("semicolon").join(words.say(reason) for reason in reasons)


def _find(topic: Topic) -> _Found:
    affirmed = [mention for mention in topic.mentions if topic.named_in(mention) is not None]
    own = [(mention, _reason(topic.reading, mention)) for mention in affirmed if not _of_others(topic.reading, mention)]
    held = next((mention for mention, reason in own if not reason), None)
    if held is not None and topic.reading.role is DocumentRole.COVER_LETTER:
        return _Found(level=Level.UNCLEAR, mention=held, reason=_LETTER)
    if held is not None:
        return _Found(level=Level.MET, mention=held)
    if own:
        return _Found(level=Level.UNCLEAR, mention=own[0][0], reason=own[0][1])
    return _Found(level=Level.ABSENT, mention=next((one for one in topic.mentions if one not in affirmed), None))


def _reason(reading: Reading, mention: Span) -> str:
    """Returns why a certificate that is named is not plainly held, empty where it is."""
    sentence, start, end = reading.folded_in(reading.sentence_of(mention), mention)
    before = _BREAK.split(sentence[max(0, start - _CLAUSE) : start])[-1]
    after, *following = _BREAK.split(sentence[end : end + _CLAUSE])
    clause = f"{before}\0{after}"
    lapsed = pattern(_CUES, "lapsed").search(clause) or pattern(_CUES, "lapsed_next").match("".join(following[:1]))
    if lapsed and not pattern(_CUES, "not_lapsed").search(f"{clause},{','.join(following[:2])}"):
        return _LAPSED
    return _PREPARING if pattern(_CUES, "preparing").search(clause) else ""


def _of_others(reading: Reading, mention: Span) -> bool:
    """Tells whether a certificate is named as the post applied for, as that of other people, or in another name."""
    start, end = reading.folded.locate(mention)
    first, _ = reading.folded.locate(reading.sentence_of(mention))
    before, after = reading.folded.text[max(0, start - _CLAUSE) : start], reading.folded.text[end : end + _CLAUSE]
    return bool(
        pattern(_CUES, "sought_before").search(before)
        or pattern(_CUES, "of_others_before").search(before[max(0, len(before) - (start - first)) :])
        or pattern(_CUES, "of_others_after").match(after)
    )


def _either_order(term: Term) -> Term:
    """Adds the other ways to write a class of licence: A2驾照 is 驾照A2 and A2证, Class A CDL is CDL-A."""
    written = [form for spelling in term.spellings for form in _forms(fold_term(spelling))]
    return replace(term, spellings=tuple(dict.fromkeys((*term.spellings, *written)))) if written else term


def _forms(spelling: str) -> list[str]:
    for written, forms in _licence_classes():
        match = written.fullmatch(spelling)
        if match is not None:
            name = next(text for text in match.groups() if text).upper()
            return [form.format(name) for form in forms]
    return []


@lru_cache(maxsize=1)
def _licence_classes() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    listed = items(load_mapping("bole.evidence", _FILE)["licence_classes"], _FILE, required=True)
    rows = [mapping(row, _FILE) for row in listed]
    return tuple((re.compile(str(row["spelling"])), strings(row["forms"], _FILE, required=True)) for row in rows)


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
