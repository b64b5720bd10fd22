"""The passages of a resume that a criterion may be supported by, as a model of meaning reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bole.domain.resume import EntryKind
from bole.domain.spans import Span
from bole.engines.mentions import MOST_SKILLS_IN_A_STATEMENT, Outline
from bole.evidence.masking import Masked, mask
from bole.evidence.substance import substance
from bole.lexicon.cues import has_action, negated
from bole.lexicon.folding import fold

MOST_PASSAGES = 300
"""Passages of one document that are looked at, in text order: a few pages hold less than a hundred."""

_LEAST_SUBSTANCE, _LEAST_WITHOUT_ACTION = 2.0, 4.0
"""Words that name something (a Han character counts half), below which a passage says too little to be compared. What
names no action is most often a heading or a label, which is alike to what it announces."""

_LONGEST = 600
"""Code points of a passage; a longer one is no statement."""

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A statement of a document.

    Attributes:
        span: Where it stands in the visible text.
        text: What is compared: the statement without what tells who the person is.
    """

    span: Span
    text: str


def passages(outline: Outline) -> tuple[Passage, ...]:
    """Returns the statements that may support a criterion, in text order, each text once.

    Left out are education, which is answered from the profile, headings of employments, whose employer and dates say
    nothing of what was done, lines that repeat the posting, lists of skills, which mean no more than they name, and
    statements that deny something.
    """
    masked = mask(outline.reading)
    found: dict[str, Passage] = {}
    for span in _statements(outline):
        text = _impersonal(masked, span)
        if text not in found and _says_enough(text):
            found[text] = Passage(span=span, text=text)
        if len(found) == MOST_PASSAGES:
            break
    return tuple(found.values())


def _statements(outline: Outline) -> Iterator[Span]:
    reading = outline.reading
    profile = reading.resume.profile
    left_out = [entry.span for entry in profile.education]
    left_out += [entry.heading for entry in profile.work if entry.kind is not EntryKind.PROJECT]
    done = 0
    for sentence in reading.sentences:
        if sentence.end <= done or any(span.overlaps(sentence) for span in left_out):
            continue
        statement = outline.statement_of(sentence, outline.entry_at(sentence))
        done = statement.end
        if done - statement.start <= _LONGEST and not reading.repeats(statement) and _tells(outline, statement):
            yield statement


def _tells(outline: Outline, statement: Span) -> bool:
    """Tells whether a statement is neither a list, which means what it names, nor denies what stands at its end."""
    folded = outline.fold_of(statement)
    is_list = outline.skill_count(statement) > MOST_SKILLS_IN_A_STATEMENT or outline.is_tool_list(statement)
    return not is_list and not negated(folded, len(folded), len(folded))


def _says_enough(text: str) -> bool:
    folded = fold(text).text
    return substance(folded, frozenset()) >= (_LEAST_SUBSTANCE if has_action(folded) else _LEAST_WITHOUT_ACTION)


def _impersonal(masked: Masked, span: Span) -> str:
    """Returns a statement without its masked parts, whatever stood there."""
    pieces: list[str] = []
    start = span.start
    for cut in masked.cuts:
        if cut.overlaps(span):
            pieces.append(masked.original[start : max(start, cut.start)])
            start = max(start, cut.end)
    pieces.append(masked.original[start : max(start, span.end)])
    return _BLANKS.sub(" ", " ".join(pieces)).strip()
