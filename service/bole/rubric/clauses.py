"""Cuts lines of a posting into clauses: the stretches that ask for one thing each."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN, Folded, fold
from bole.lexicon.sentences import sentences
from bole.lexicon.skills import skill_table
from bole.rubric.credentials import credential_demands
from bole.rubric.degrees import degree_mentions, names_field_of_study
from bole.rubric.patterns import pattern
from bole.rubric.sections import Part, PostingLine
from bole.rubric.years import is_only_years, year_demands

_CUES = "cues.yaml"
_ABBREVIATION = re.compile(r"\b[A-Za-z](?:\.[A-Za-z])+$")
_SHORT_NAME = 4
"""Words of a name; what is longer is a demand of its own."""

_EDGE = " \t\u3000,，、;；。.:：-–—*•·&/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One demand as the posting words it.

    Attributes:
        text: A slice of the posting, trimmed (a wrapped line is joined by one blank).
        folded: The folded text, to which all cue words and terms are matched.
        part: What part of the posting it stands in.
        label: Name of the field label before it, empty without one.
        hard: Whether its heading makes it a gate.
        listed: Whether it stands in a list, rather than in running prose.
    """

    text: str
    folded: Folded
    part: Part
    label: str = ""
    hard: bool = False
    listed: bool = False


def clause_of(text: str, like: Clause) -> Clause:
    """Returns a clause with another text in the place of `like`."""
    trimmed = _trimmed(text)
    return Clause(
        text=trimmed, folded=fold(trimmed), part=like.part, label=like.label, hard=like.hard, listed=like.listed
    )


def clauses(line: PostingLine) -> tuple[Clause, ...]:
    """Cuts one line into its clauses, in order."""
    found: list[Clause] = []
    for number, span in enumerate(sentences(line.text)):
        text = _trimmed(span.of(line.text))
        if text:
            label = line.label if number == 0 else ""
            whole = Clause(
                text=text, folded=fold(text), part=line.part, label=label, hard=line.hard, listed=line.listed
            )
            found.extend(piece for part in _preferred_aside(whole) for piece in _split(part))
    return tuple(found)


def _trimmed(text: str) -> str:
    """Takes blanks and separators off both ends; a bracket stays only with its partner."""
    trimmed = text.strip(_EDGE)
    if _ABBREVIATION.search(trimmed) and text.lstrip(_EDGE).startswith(f"{trimmed}."):
        trimmed += "."
    for opening, closing in ("()", "（）", "[]", "【】"):
        if trimmed.startswith(opening) and trimmed.find(closing) in (-1, len(trimmed) - 1):
            trimmed = trimmed[1:].removesuffix(closing).strip(_EDGE)
        if trimmed.endswith(closing) and opening not in trimmed:
            trimmed = trimmed[:-1].strip(_EDGE)
        if opening in trimmed and closing not in trimmed:
            head, _, tail = trimmed.rpartition(opening)
            trimmed = f"{head.strip(_EDGE)} {tail}".strip(_EDGE) if not head else trimmed
    return trimmed


_ASIDE = re.compile(r"\s*[(（]([^()（）]{2,60})[)）]")


def _preferred_aside(clause: Clause) -> list[Clause]:
    """Takes a wish in brackets out: `cloud platforms (AWS preferred)` asks for two things of two weights."""
    for match in _ASIDE.finditer(clause.text):
        inside = fold(match.group(1)).text
        if pattern(_CUES, "should").search(inside) or pattern(_CUES, "nice").search(inside):
            rest = clause.text[: match.start()] + clause.text[match.end() :]
            return [clause_of(rest, clause), clause_of(match.group(1), clause)] if _trimmed(rest) else [clause]
    return [clause]


def _split(clause: Clause) -> list[Clause]:
    text = clause.folded.text
    cuts = [cut for cut in _candidate_cuts(text) if not _inside_brackets(text, cut)]
    edges = [0, *_kept_cuts(text, cuts), len(text)]
    pieces: list[Clause] = []
    for start, end in itertools.pairwise(edges):
        span = clause.folded.span(start, end)
        piece = clause_of(without_connectors(clause.text[span.start : span.end]), clause)
        if piece.text:
            pieces.extend(one for part in _degree_and_years(piece) for one in _degree_and_certificate(part))
    return pieces


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    chinese, english = pattern(_CUES, "opener_zh").pattern, pattern(_CUES, "opener_en").pattern
    before_english = pattern(_CUES, "joint_en").pattern
    strong = pattern(_CUES, "demand_zh").pattern
    return re.compile(
        rf",\s*(?={chinese})|(?<=[{HAN}\d+)\]]),(?=[^,]{{0,24}}(?:{strong}))|(?<=[{HAN}]) (?={chinese})"
        rf"|(?:(?<=required)|(?<=essential)|(?<=mandatory)), |(?:{before_english})\s*(?={english})"
    )


def _candidate_cuts(text: str) -> list[int]:
    found = {match.start() for match in _openers().finditer(text) if match.start() > 0}
    return sorted(found.union(_certificate_cuts(text), _quantity_cuts(text)))


_AFTER_YEARS = re.compile(r"\s*\)?\s*(?:[,、/]|\band\b|和|及)\s*")


def _quantity_cuts(text: str) -> list[int]:
    """Cuts behind years that follow what they are about: `Kubernetes (2 years), Terraform (1 year)`."""
    ends = [demand.end for demand in year_demands(text)[:-1]]
    joints = (_AFTER_YEARS.match(text, end) for end in ends)
    return [joint.end() for joint in joints if joint is not None]


def _inside_brackets(text: str, index: int) -> bool:
    return text.count("(", 0, index) > text.count(")", 0, index)


def _kept_cuts(text: str, cuts: list[int]) -> list[int]:
    """Keeps a cut unless it would part a degree from its field of study, or leave nothing before it."""
    kept: list[int] = []
    for cut, following in zip(cuts, [*cuts, len(text)][1:], strict=True):
        before = text[kept[-1] if kept else 0 : cut].strip(" ,、")
        after = text[cut:following].strip(" ,、")
        if before and after and not _belong_together(before, after):
            kept.append(cut)
    return kept


def _belong_together(before: str, after: str) -> bool:
    """Tells whether two pieces are a degree and its field, a name and its years, or an opener without its object."""
    if pattern(_CUES, "no_object").fullmatch(before) or _only_years(before, after):
        return True
    if year_demands(before) or year_demands(after) or pattern(_CUES, "should").search(after):
        return False
    has_degree_before, has_degree_after = bool(degree_mentions(before)), bool(degree_mentions(after))
    if has_degree_before != has_degree_after:
        return names_field_of_study(after if has_degree_before else before)
    return False


def _only_years(before: str, after: str) -> bool:
    """Tells whether years stand behind the one thing that they are about: `Java, 5 years`."""
    if not is_only_years(after) or year_demands(before) or degree_mentions(before):
        return False
    return re.search(r"[,、;]", before) is None and len(before.split()) <= _SHORT_NAME


def _certificate_cuts(text: str) -> list[int]:
    """Cuts between years and a certificate that stand in one list: `5 years as a chef, Level 3 hygiene certificate`."""
    return [
        match.start()
        for match in pattern(_CUES, "certificate_en").finditer(text)
        if year_demands(text[: match.start()]) and not year_demands(text[match.start() :])
    ]


def _degree_and_years(clause: Clause) -> list[Clause]:
    """Cuts between a degree and a number of years that stand in one piece."""
    text = clause.folded.text
    degrees, years = degree_mentions(text), [one for one in year_demands(text) if not one.graduate]
    if not degrees or not years:
        return [clause]
    degree, demand = degrees[0], years[0]
    if demand.start >= degree.end:
        cut = demand.start
    elif degree.start >= demand.end:
        cut = degree.start
    else:
        return [clause]
    span = clause.folded.span(0, cut)
    first = clause_of(without_connectors(clause.text[: span.end]), clause)
    second = clause_of(without_connectors(clause.text[span.end :]), clause)
    return [first, second] if first.text and second.text else [clause]


_JOINT = re.compile(r",|、|\b(?:and|with|plus|as well as)\b|[与和]|及(?!以上)|并且?|且")


def _degree_and_certificate(clause: Clause) -> list[Clause]:
    """Cuts between a degree and a certificate that are both asked for: `JD and admission to the New York bar`."""
    text = clause.folded.text
    for joint in _JOINT.finditer(text) if degree_mentions(text) else ():
        sides = (text[: joint.start()].strip(), text[joint.end() :].strip())
        degrees = [bool(degree_mentions(side)) for side in sides]
        certificates = [_asks_for_certificate(side) for side in sides]
        if degrees != certificates and sorted(degrees) == sorted(certificates) == [False, True]:
            span = clause.folded.span(*joint.span())
            return [clause_of(clause.text[: span.start], clause), clause_of(clause.text[span.end :], clause)]
    return [clause]


def _asks_for_certificate(text: str) -> bool:
    folded = fold(text)
    return bool(credential_demands(folded, skill_table().find(folded)))


def without_connectors(text: str) -> str:
    """Takes words that join clauses off both ends."""
    folded = fold(text)
    lead = pattern(_CUES, "leading_connector").match(folded.text)
    trail = pattern(_CUES, "trailing_connector").search(folded.text)
    start = lead.end() if lead else 0
    end = trail.start() if trail else len(folded.text)
    return folded.span(start, end).of(text) if start < end else text
