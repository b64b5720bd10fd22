"""How much a clause matters: MUST, SHOULD or NICE, and whether it is a gate."""

from __future__ import annotations

from bole.domain.rubric import Requirement
from bole.rubric.clauses import Clause
from bole.rubric.patterns import pattern
from bole.rubric.sections import Part

_CUES = "cues.yaml"


def requirement_of(clause: Clause) -> Requirement:
    """Returns the tier of a clause: the part of the posting sets it, the clause's own words may lower it.

    加分 and "nice to have" are NICE, 优先 and "preferred" SHOULD, 了解 and "basic understanding" at most SHOULD; a
    hard word (必须, mandatory) in a list of wishes is a MUST all the same.
    """
    text = clause.folded.text
    if clause.part is Part.NICE:
        return Requirement.MUST if is_hard(clause) else Requirement.NICE
    if pattern(_CUES, "nice").search(text):
        return Requirement.NICE
    if pattern(_CUES, "should").search(text):
        return Requirement.SHOULD
    if clause.part is Part.PREFERRED:
        return Requirement.MUST if is_hard(clause) else Requirement.SHOULD
    if clause.part is Part.RESPONSIBILITIES or pattern(_CUES, "weak").search(text):
        return Requirement.SHOULD
    return Requirement.MUST


def is_hard(clause: Clause) -> bool:
    """Tells whether a clause has a word that makes it a gate (必须, 须持, 硬性, mandatory, must hold)."""
    return clause.hard or pattern(_CUES, "gate").search(clause.folded.text) is not None


def holds_licence(clause: Clause) -> bool:
    """Tells whether a clause says that the licence is to be held already."""
    return pattern(_CUES, "holds").search(clause.folded.text) is not None
