"""Red flags of how experience is told: vaguely, as a list of keywords, or claimed without dates that show it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from bole.domain.resume import Fact, SectionKind, WorkEntry
from bole.domain.screening import RedFlag, RedFlagCode, Severity
from bole.domain.spans import Span
from bole.evidence.copies import SEVERAL
from bole.evidence.cue_patterns import pattern
from bole.evidence.experience_months import months_covered
from bole.evidence.quoting import evidence_of
from bole.evidence.reading import Reading
from bole.evidence.substance import is_vague, statements_of
from bole.evidence.wording import Phrases
from bole.lexicon.cues import has_action
from bole.lexicon.sentences import sentence_at
from bole.lexicon.skills import Skill, SkillMention

TOLERATED_MONTHS = 6
"""A claim may exceed the dated evidence by this much: people round."""

FEWEST_LISTED = 8
"""Distinct skills from which a list can be a list of keywords, where no dated entry is concrete."""

FEWEST_BESIDE_WORK = 20
"""The same beside dated entries that are: people list their tools and describe something else."""

MOST_SHOWN_SHARE = 0.15
"""Share of the skills that a description of work names, below which the rest is a list."""

_LIST_LENGTH = 6
_MOST_EVIDENCE = 3
_COUNTED_KINDS = frozenset({"SKILL", "DOMAIN"})
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATED_OTHERWISE = frozenset(
    {SectionKind.EDUCATION, SectionKind.CERTIFICATES, SectionKind.AWARDS, SectionKind.PUBLICATIONS}
)


def vague_experience(reading: Reading, words: Phrases) -> Iterator[RedFlag]:
    """Flags dated entries whose statements name no object, tool or result."""
    vague = [entry for entry in reading.resume.profile.work if entry.dates is not None and is_vague(entry, reading)]
    if vague:
        yield RedFlag(
            code=RedFlagCode.VAGUE_EXPERIENCE,
            message=words.say("VAGUE_EXPERIENCE", count=len(vague)),
            severity=Severity.WARNING,
            evidence=tuple(evidence_of(reading, statements_of(entry, reading)[0]) for entry in vague[:_MOST_EVIDENCE]),
        )


def keyword_list(reading: Reading, words: Phrases) -> Iterator[RedFlag]:
    """Flags lines that repeat the posting, or else many skills of which hardly any stands in a description of work."""
    if len(reading.repeated) >= SEVERAL:
        yield _repeats_posting(reading, words)
        return
    named = [one for one in reading.skill_mentions if one.skill.kind in _COUNTED_KINDS]
    listed = {one.skill.skill_id for one in named}
    if len(listed) < FEWEST_LISTED or (len(listed) < FEWEST_BESIDE_WORK and _tells_of_work(reading)):
        return
    shown = {one.skill.skill_id for one in named if _is_shown(one, reading, named)}
    if len(shown) >= MOST_SHOWN_SHARE * len(listed):
        return
    sentences = dict.fromkeys(_sentence(one.span, reading) for one in named)
    longest_lists = sorted(sentences, key=lambda span: (-_count(span, named), span))[:_MOST_EVIDENCE]
    yield RedFlag(
        code=RedFlagCode.KEYWORD_LIST,
        message=words.say("KEYWORD_LIST", listed=len(listed), shown=len(shown), count=len(shown)),
        severity=Severity.WARNING,
        evidence=tuple(evidence_of(reading, span) for span in sorted(longest_lists)),
    )


def _repeats_posting(reading: Reading, words: Phrases) -> RedFlag:
    return RedFlag(
        code=RedFlagCode.KEYWORD_LIST,
        message=words.say("KEYWORD_LIST_copied", count=len(reading.repeated)),
        severity=Severity.WARNING,
        evidence=tuple(evidence_of(reading, span) for span in reading.repeated[:_MOST_EVIDENCE]),
    )


def claim_not_shown(readings: Sequence[Reading], as_of: datetime.date, words: Phrases) -> Iterator[RedFlag]:
    """Flags claimed years that exceed the longest reading of the dated entries by more than `TOLERATED_MONTHS`.

    Years of one skill are compared with the entries that name it, other years with all entries of whatever kind.
    """
    for reading in readings:
        for claim in reading.resume.profile.claimed_years:
            skill = _claimed_skill(claim, reading)
            months = _dated_months(readings, as_of, skill)
            claimed = _months(claim.value)
            if months is None or claimed <= months + TOLERATED_MONTHS:
                continue
            key, name = ("CLAIM_NOT_SHOWN_skill", skill.label(words.language)) if skill else ("CLAIM_NOT_SHOWN", "")
            years = words.say("claimed_years", years=claim.value, count=1 if claim.value == "1" else 2)
            message = words.say(key, years=years, months=months, count=months, skill=name)
            sentence = reading.sentence_of(claim.span)
            yield RedFlag(
                code=RedFlagCode.CLAIM_NOT_SHOWN,
                message=message,
                severity=Severity.WARNING,
                evidence=(evidence_of(reading, sentence, focus=claim.span),),
            )
            return


def _is_shown(mention: SkillMention, reading: Reading, named: Sequence[SkillMention]) -> bool:
    if any(entry.span.contains(mention.span) for entry in reading.resume.profile.work):
        return True
    sentence = _sentence(mention.span, reading)
    if _count(sentence, named) > _LIST_LENGTH:
        return False
    start, end = reading.folded.locate(sentence)
    return has_action(reading.folded.text[start:end])


def _tells_of_work(reading: Reading) -> bool:
    return any(
        statements_of(entry, reading) and not is_vague(entry, reading)
        for entry in reading.resume.profile.work
        if entry.dates is not None
    )


def _sentence(span: Span, reading: Reading) -> Span:
    return sentence_at(reading.sentences, span.start) or span


def _count(sentence: Span, named: Sequence[SkillMention]) -> int:
    return len({one.skill.skill_id for one in named if sentence.start <= one.span.start < sentence.end})


def _claimed_skill(claim: Fact, reading: Reading) -> Skill | None:
    """Returns the one skill that the claimed years are years of ("3 years of Java", "3年Java开发经验")."""
    sentence = reading.sentence_of(claim.span)
    near = [one for one in reading.skill_mentions if one.skill.kind == "SKILL" and sentence.contains(one.span)]
    if len({one.skill.skill_id for one in near}) != 1:
        return None
    text, start, end = reading.folded_in(sentence, near[0].span)
    claim_start = reading.folded_in(sentence, claim.span)[1]
    if start >= claim_start:
        return near[0].skill if pattern("claims", "before_skill").search(text[claim_start:start]) else None
    return near[0].skill if pattern("claims", "after_skill").match(text[end : claim_start + 1]) else None


def _months(years: str) -> float:
    try:
        return float(years) * 12
    except ValueError:
        return 0.0


def _dated_months(readings: Sequence[Reading], as_of: datetime.date, skill: Skill | None) -> int | None:
    """Returns the months of the dated entries at most, or None where their dates may have been misread."""
    dated = [
        (entry, reading)
        for reading in readings
        for entry in reading.resume.profile.work
        if entry.dates is not None and entry.dates.start is not None
    ]
    if not dated and any(_has_undated_years(reading) for reading in readings):
        return None
    relevant = [entry.dates for entry, reading in dated if skill is None or _names(entry, skill, reading)]
    return months_covered([dates for dates in relevant if dates is not None], as_of).longest


def _has_undated_years(reading: Reading) -> bool:
    """Tells whether years stand anywhere but among studies and awards, so that work may have been dated after all."""
    elsewhere = [section.span for section in reading.resume.sections if section.kind in _DATED_OTHERWISE]
    elsewhere += [entry.span for entry in reading.resume.profile.education]
    return any(
        not any(span.start <= year.start() < span.end for span in elsewhere) for year in _YEAR.finditer(reading.text)
    )


def _names(entry: WorkEntry, skill: Skill, reading: Reading) -> bool:
    return any(one.skill is skill and entry.span.contains(one.span) for one in reading.skill_mentions)
