"""Composes the summary of a screening: verdict, best evidence, gaps, next step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bole.domain.rubric import CriterionKind, Requirement
from bole.domain.screening import CriterionAssessment, Level, OpenQuestion, Recommendation, RedFlag
from bole.evidence.gaps import Gap, gaps, term_levels
from bole.evidence.labels import criterion_label, percent
from bole.evidence.privacy import is_impersonal
from bole.evidence.recommendation import missed_gates
from bole.evidence.scoring import Score
from bole.evidence.wording import Phrases, clipped, phrases
from bole.lexicon.folding import fold, fold_term
from bole.lexicon.skills import skill_table
from bole.lexicon.terms import term_matcher

MOST_CODE_POINTS = {"zh": 400, "en": 800}
"""Upper bound of a summary by the language it is written in."""

_SHOWN = (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.MET, Level.PARTLY_MET)
_STRONG = (Level.DEMONSTRATED, Level.USED, Level.MET)
_GAP_ORDER = (Level.ABSENT, Level.UNCLEAR, Level.PARTLY_MET, Level.LISTED)
_TIERS = tuple(Requirement)

_DETAIL = ((3, 5, 110), (3, 5, 60), (2, 4, 48), (2, 3, 32), (1, 2, 24), (0, 1, 0))
"""Attempts to fit: pieces of evidence, gaps named, code points of a quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a summary is about.

    Attributes:
        score: The scores.
        recommendation: What is suggested.
        reason: Why, as one sentence in the output language.
    """

    score: Score
    recommendation: Recommendation
    reason: str


def summarize(
    assessments: Sequence[CriterionAssessment],
    verdict: Verdict,
    red_flags: Sequence[RedFlag],
    questions: Sequence[OpenQuestion],
    language_code: str,
) -> str:
    """Returns at most 400 code points in Chinese or 800 in English, whole sentences only.

    Quotes are repeated only where they say nothing about the person (age, gender, origin and the like).
    """
    words = phrases("summary", language_code)
    limit = MOST_CODE_POINTS[words.language]
    text = ""
    for most_evidence, most_gaps, quote_limit in _DETAIL:
        sentences = [
            _score_sentence(verdict.score, words),
            verdict.reason,
            _evidence_sentence(assessments, verdict.score, most_evidence, quote_limit, words),
            _gap_sentence(assessments, most_gaps, words),
            _next_sentence(assessments, verdict.recommendation, questions, words),
            words.say("next_flags", count=len(red_flags)) if red_flags else "",
        ]
        text = words.say("sentence_gap").join(sentence for sentence in sentences if sentence)
        if len(text) <= limit:
            return text
    return _whole_sentences(text, limit)


def skills_matched(assessments: Sequence[CriterionAssessment]) -> tuple[str, ...]:
    """Returns the terms found at LISTED or above, as the posting spells them, in rubric order, each once.

    Terms of skills, domains and other things asked for count by their own level. Of an experience criterion the terms
    count that are skills (Python, not the title of a role) and stand in a quote of its evidence.
    """
    found: dict[str, str] = {}
    for one in assessments:
        for name in _matched_terms(one):
            found.setdefault(fold_term(name), name)
    return tuple(found.values())


def _matched_terms(assessment: CriterionAssessment) -> Iterator[str]:
    if assessment.criterion.kind.answered_by_level:
        yield from (name for name, level in term_levels(assessment) if level in _SHOWN)
    elif assessment.criterion.kind is CriterionKind.EXPERIENCE and assessment.level in _SHOWN:
        quotes = [fold(evidence.quote) for evidence in assessment.evidence]
        for term in assessment.criterion.terms:
            matcher = term_matcher(term.spellings)
            if skill_table().lookup(term.name) and any(matcher.first(quote) for quote in quotes):
                yield term.name


def _score_sentence(score: Score, words: Phrases) -> str:
    if score.match_score is None:
        return words.say("no_score")
    return words.say("score", score=score.match_score, coverage=percent(score.coverage))


def _evidence_sentence(
    assessments: Sequence[CriterionAssessment], score: Score, most: int, quote_limit: int, words: Phrases
) -> str:
    ranked = sorted(
        (
            (-(one.credit or 0) * share, index)
            for index, (one, share) in enumerate(zip(assessments, score.shares, strict=True))
            if one.level in _STRONG and one.credit and share
        ),
    )
    items: dict[str, str] = {}
    for _, index in ranked:
        item, quote = _evidence_item(assessments[index], quote_limit, words)
        items.setdefault(quote or item, item)
        if len(items) >= most:
            break
    return words.say("strongest", items=words.say("semicolon").join(items.values())) if items and most else ""


def _evidence_item(assessment: CriterionAssessment, quote_limit: int, words: Phrases) -> tuple[str, str]:
    name = criterion_label(assessment.criterion)
    if assessment.criterion.kind.answered_by_fact:
        note = assessment.note.rstrip("。.")
        return (words.say("shown_with_note", name=name, note=note) if note else name), ""
    quote = next((one.quote for one in assessment.evidence if is_impersonal(one.quote)), "")
    if not quote or not quote_limit:
        return name, ""
    return words.say("shown_with_quote", name=name, quote=clipped(quote.strip("。. "), quote_limit)), quote


def _gap_sentence(assessments: Sequence[CriterionAssessment], most: int, words: Phrases) -> str:
    open_gaps = [
        (_GAP_ORDER.index(gap.level), _TIERS.index(one.criterion.requirement), gap)
        for one in assessments
        if one.criterion.kind.scored
        for gap in gaps(one)
    ]
    if not open_gaps:
        return words.say("no_gaps") if any(one.criterion.kind.scored for one in assessments) else ""
    open_gaps.sort(key=lambda entry: (entry[1], entry[0]))
    named, rest = open_gaps[:most], len(open_gaps) - most
    named.sort(key=lambda entry: entry[0])
    items = [
        words.say(f"gap_{gap_level}", names=_gap_names([gap for _, _, gap in group], words))
        for gap_level, group in groupby(named, key=lambda entry: entry[2].level)
    ]
    if rest > 0:
        items.append(words.say("more", count=rest))
    return words.say("gaps", items=words.say("semicolon").join(items))


def _gap_names(group: Sequence[Gap], words: Phrases) -> str:
    names = [
        words.say("quoted", text=gap.names[0]) if gap.whole else words.listed(gap.names, last="or") for gap in group
    ]
    return words.listed(list(dict.fromkeys(names)))


def _next_sentence(
    assessments: Sequence[CriterionAssessment],
    recommendation: Recommendation,
    questions: Sequence[OpenQuestion],
    words: Phrases,
) -> str:
    if recommendation is Recommendation.HOLD:
        return words.say("next_HOLD_gate" if missed_gates(assessments) else "next_HOLD_score")
    key = f"next_{recommendation}"
    return words.say(f"{key}_questions" if questions else key, count=len(questions))


def _whole_sentences(text: str, limit: int) -> str:
    """Keeps the sentences that fit; only very long criteria come here."""
    cut = text[:limit]
    end = max(cut.rfind("。"), cut.rfind(". "))
    return cut[: end + 1] if end >= 0 else clipped(text, limit)
