"""Where a resume names a term, and what level that place supports."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from bole.domain.resume import EntryKind, WorkEntry
from bole.domain.screening import Level
from bole.domain.spans import Span
from bole.evidence.cue_patterns import pattern
from bole.evidence.reading import Reading
from bole.evidence.substance import ENOUGH, substance
from bole.lexicon.cues import has_action, has_outcome, level_cue, merely_aware, negated, own_action

MOST_SKILLS_IN_A_STATEMENT = 6
"""A sentence that names more skill terms than this is a list (design, section 2)."""

MOST_SKILLS_IN_A_HEADING = 3
"""The same for the heading of an employment; that of a project may name its tools."""

_LABEL_REACH = 40
"""Code points before a statement in which its label may stand on a line of its own."""

_COMMA = re.compile(r"[,;:。!?、|]|\. ")

_LONGEST_STATEMENT = 300
"""Bullets up to this many code points are read as one statement; longer ones sentence by sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place that names a term: the level it supports, and the statement to quote.

    `negated` places deny the term; their level is ABSENT.
    """

    level: Level
    statement: Span
    negated: bool = False


@dataclass(frozen=True)
class Outline:
    """A reading prepared for looking up terms: what more is needed of it, found when first needed."""

    reading: Reading

    @cached_property
    def skills(self) -> tuple[tuple[int, str], ...]:
        """Where the text names which skill of the lexicon, in text order."""
        return tuple(sorted((one.span.start, one.skill.skill_id) for one in self.reading.skill_mentions))

    @cached_property
    def acting_entries(self) -> frozenset[Span]:
        """Dated entries in which the candidate does something."""
        return frozenset(
            entry.span for entry in self.reading.resume.profile.work if entry.dates is not None and self._acts_in(entry)
        )

    def fold_of(self, span: Span) -> str:
        """Returns the folded text of a span."""
        start, end = self.reading.folded.locate(span)
        return self.reading.folded.text[start:end]

    def entry_at(self, span: Span) -> WorkEntry | None:
        """Returns the innermost dated entry that holds the span."""
        holders = [
            entry for entry in self.reading.resume.profile.work if entry.dates is not None and entry.span.contains(span)
        ]
        return min(holders, key=lambda entry: entry.span.end - entry.span.start, default=None)

    def skill_count(self, span: Span) -> int:
        """Counts the different skills that the span names."""
        first = bisect_left(self.skills, (span.start, ""))
        return len({skill_id for _, skill_id in self.skills[first : bisect_left(self.skills, (span.end, ""))]})

    def is_tool_list(self, statement: Span) -> bool:
        """Tells whether a statement is labelled as the tools of its entry (技术栈：, "Technologies:")."""
        if pattern("tool_lists", "label").match(self.fold_of(statement)):
            return True
        before = self.fold_of(Span(max(0, statement.start - _LABEL_REACH), statement.start))
        return pattern("tool_lists", "label_above").search(before) is not None

    def statement_of(self, mention: Span, entry: WorkEntry | None) -> Span:
        """Returns the bullet or the sentence that holds a mention."""
        for highlight in entry.highlights if entry is not None else ():
            if highlight.span.contains(mention) and highlight.span.end - highlight.span.start <= _LONGEST_STATEMENT:
                return highlight.span
        return self.reading.sentence_of(mention)

    def _acts_in(self, entry: WorkEntry) -> bool:
        """Tells whether a statement below the heading acts; a title (Process Engineer) may read like a verb."""
        told = [one for one in self.reading.sentences if entry.span.overlaps(one)]
        below = [one for one in told if not entry.heading.contains(one)]
        return any(own_action(self.fold_of(one)) for one in below or told)


def mentions(outline: Outline, spellings: tuple[str, ...]) -> tuple[Mention, ...]:
    """Finds every place that names a term by one of its spellings, in text order."""
    return tuple(_classify(outline, span) for span in outline.reading.mentions(spellings))


def _classify(outline: Outline, span: Span) -> Mention:
    sentence = outline.reading.sentence_of(span)
    said = outline.reading.folded_in(sentence, span)
    if negated(*said):
        return Mention(level=Level.ABSENT, statement=sentence, negated=True)
    entry = outline.entry_at(span)
    statement = outline.statement_of(span, entry)
    if merely_aware(*said) or entry is None or outline.reading.repeats(span):
        return Mention(level=Level.LISTED, statement=statement)
    return Mention(level=_level_in_entry(outline, entry, statement, span), statement=statement)


def _level_in_entry(outline: Outline, entry: WorkEntry, statement: Span, span: Span) -> Level:
    """Takes what the statement itself says was done; a heading or a list of tools counts where the entry tells more."""
    if entry.heading.contains(span):
        most = MOST_SKILLS_IN_A_STATEMENT if entry.kind is EntryKind.PROJECT else MOST_SKILLS_IN_A_HEADING
        told = outline.skill_count(entry.heading) <= most and entry.span in outline.acting_entries
        return Level.USED if told else Level.LISTED
    if outline.skill_count(outline.reading.sentence_of(span)) > MOST_SKILLS_IN_A_STATEMENT:
        return Level.LISTED
    said = outline.reading.folded_in(statement, span)
    # A bullet may tell of several people's work: the clause that names the term decides whose it was.
    if own_action(*said):
        return Level.DEMONSTRATED if has_outcome(said[0]) else Level.USED
    if entry.span not in outline.acting_entries or has_action(said[0]):
        return Level.LISTED
    return Level.USED if outline.is_tool_list(statement) or _tells(outline, said, span) else Level.LISTED


def _tells(outline: Outline, said: tuple[str, int, int], span: Span) -> bool:
    """Tells whether a statement whose verb is not known still says what was done with the term.

    The part between commas that names the term has to say more than names: a list of tools, or a claim of knowledge,
    says nothing of the work.
    """
    statement, start, end = said
    if level_cue(statement, start, end) is not None or pattern("tool_lists", "claim").search(statement):
        return False
    left = max((match.end() for match in _COMMA.finditer(statement, 0, start)), default=0)
    right = next((match.start() for match in _COMMA.finditer(statement, end)), len(statement))
    around = f"{statement[left:start]} {statement[end:right]}"
    names = [outline.fold_of(one.span) for one in outline.reading.skill_mentions if _near(one.span, span)]
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        around = around.replace(name, " ")
    said_of_it = substance(around, frozenset())
    return said_of_it >= ENOUGH or (said_of_it >= ENOUGH / 2 and has_outcome(statement))


def _near(one: Span, other: Span) -> bool:
    return abs(one.start - other.start) <= _LONGEST_STATEMENT
