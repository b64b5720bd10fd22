"""What the role asks: which statements speak to a criterion, and which criteria the resume leaves open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Rubric, Term, TermGroup
from bole.domain.screening import CriterionAssessment, Level
from bole.domain.spans import Span
from bole.interview.areas import SOFTWARE, Area, area_table
from bole.interview.material import GATES, Material, Statement
from bole.interview.trades import UNKNOWN, Trade, trade_of, trade_of_family
from bole.lexicon.cues import negated
from bole.lexicon.folding import Folded, fold
from bole.lexicon.skills import skill_table
from bole.lexicon.terms import term_matcher

_BONUS = {Requirement.MUST: 24, Requirement.SHOULD: 12, Requirement.NICE: 4}
_HELD = frozenset({Level.DEMONSTRATED, Level.USED, Level.MET})
_LONGEST_NAME = 40
LONGEST_FACT = 60
"""Code points of a fact that a question names."""

FACTS = {
    CriterionKind.EXPERIENCE: "years",
    CriterionKind.EDUCATION: "record",
    CriterionKind.CERTIFICATION: "record",
    CriterionKind.LANGUAGE: "record",
}
"""Kinds that the profile answers, and which asks fit where it does not show them."""

_SENTENCE_MARKS = "\n。；;"
_HAN = re.compile(r"[一-鿿]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A criterion and where the resume names its terms without denying them; `by_term` follows its terms."""

    criterion: Criterion
    by_term: tuple[tuple[Span, ...], ...]
    evidence: tuple[Span, ...]

    def stands_in(self, statement: Statement) -> bool:
        """Tells whether a statement names one of the terms or holds evidence."""
        places = (*self.evidence, *(place for places in self.by_term for place in places))
        return any(statement.span.overlaps(place) for place in places)

    def shows(self, area: Area) -> bool:
        """Tells whether the criterion belongs to an area of work."""
        return area in _areas_of(self.criterion.terms)

    @property
    def has_area(self) -> bool:
        """True where it is known to which areas of work the criterion belongs."""
        return bool(_areas_of(self.criterion.terms))

    @property
    def bonus(self) -> int:
        """How much the criterion adds to the worth of the first question about it."""
        return _BONUS[self.criterion.requirement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the role asks that the resume does not show.

    Attributes:
        criterion: What asks for it.
        name: What is missing, in the language of the questions where the skill table knows the word.
        sort: Which asks fit: `skill`, `other`, `listed` (named, but not in any work), `years` or `record`.
        state: Which reason fits: `absent`, `unclear`, `listed`, or `fact` for what the profile tells.
        area: Area of work, None where it is not known.
        evidence: What the resume has on a fact all the same.
    """

    criterion: Criterion
    name: str
    sort: str
    state: str
    area: Area | None
    evidence: tuple[Span, ...] = ()


def demands(rubric: Rubric | None, assessments: tuple[CriterionAssessment, ...], folded: Folded) -> tuple[Demand, ...]:
    """Returns the criteria that have to do with skills or conduct, each with its places in the resume."""
    evidence = {one.criterion.criterion_id: tuple(quote.span for quote in one.evidence) for one in assessments}
    criteria = rubric.criteria if rubric is not None else tuple(one.criterion for one in assessments)
    return tuple(
        Demand(
            criterion=criterion,
            by_term=tuple(_affirmed(term, folded) for term in criterion.terms),
            evidence=evidence.get(criterion.criterion_id, ()),
        )
        for criterion in criteria
        if criterion.kind.answered_by_level or criterion.kind is CriterionKind.SOFT_SKILL
    )


def gaps(
    asked: tuple[Demand, ...], assessments: tuple[CriterionAssessment, ...], material: Material, language: str
) -> tuple[Gap, ...]:
    """Returns what the role asks and the resume does not show, the most wanted first.

    Args:
        asked: The criteria with their places.
        assessments: Verified answers; a criterion without one is judged by where its terms stand.
        material: The resume.
        language: Language of the questions, `zh` or `en`.
    """
    answers = {one.criterion.criterion_id: one for one in assessments}
    found: list[Gap] = []
    for demand in asked:
        if demand.criterion.kind.answered_by_level:
            answer = answers.get(demand.criterion.criterion_id)
            state, terms = _from_answer(answer) if answer else _from_places(demand, material)
            if state and terms:
                found.append(_gap(demand, state, terms, _Naming(language, material.resume.text)))
    found += [_fact(one) for one in assessments if one.criterion.kind in FACTS and one.level not in _HELD]
    order = {"absent": 0, "unclear": 1, "listed": 2, "fact": 3}
    return tuple(sorted(found, key=lambda gap: (-_BONUS[gap.criterion.requirement], order[gap.state])))


def software_role(rubric: Rubric | None, asked: tuple[Demand, ...], statements: tuple[Statement, ...]) -> bool:
    """Tells whether the technical questions follow the plan for software.

    The role decides; where it is not known the statements do. A resume without any statement on software is asked about
    what it has.
    """
    told = sum(one.software for one in statements)
    if told == 0:
        return False
    by_title = trade_of_role(rubric).software
    if by_title is not None:
        return by_title
    wanted = [area.track == SOFTWARE for demand in asked for area in _areas_of(demand.criterion.terms)]
    return sum(wanted) * 2 > len(wanted) if wanted else told * 2 >= len([one for one in statements if one.areas])


def trade_of_role(rubric: Rubric | None) -> Trade:
    """Returns the trade that a rubric names by its role or its title."""
    if rubric is None:
        return UNKNOWN
    by_role = trade_of_family(rubric.role)
    return by_role if by_role is not UNKNOWN else trade_of(rubric.title)


def _affirmed(term: Term, folded: Folded) -> tuple[Span, ...]:
    return tuple(span for span in term_matcher(term.spellings).find(folded) if not _denied(folded, span))


def _denied(folded: Folded, span: Span) -> bool:
    text = folded.source
    start = max((text.rfind(mark, 0, span.start) + 1 for mark in _SENTENCE_MARKS), default=0)
    ends = [end for mark in _SENTENCE_MARKS if (end := text.find(mark, span.end)) >= 0]
    first, last = folded.locate(Span(start, min(ends, default=len(text))))
    begin, end = folded.locate(span)
    return negated(folded.text[first:last], begin - first, end - first)


def _from_answer(answer: CriterionAssessment) -> tuple[str, tuple[Term, ...]]:
    levels = {one.term: one.level for one in answer.terms}
    if answer.level in _HELD and not levels:
        return "", ()

    def level(term: Term) -> Level:
        return levels.get(term.name, answer.level)

    terms = answer.criterion.terms
    missing = tuple(term for group in answer.criterion.term_groups for term in _lacking(group, level))
    if missing and (answer.level not in _HELD or len(missing) == len(terms)):
        return "absent", missing
    if answer.level is Level.UNCLEAR:
        return "unclear", terms
    listed = tuple(term for term in terms if level(term) is Level.LISTED)
    return ("listed", listed) if listed and answer.level not in _HELD else ("", ())


def _lacking(group: TermGroup, level: Callable[[Term], Level]) -> tuple[Term, ...]:
    """Returns the terms that a resume would have to show: where any of them does, none of them lacks beside another."""
    absent = tuple(term for term in group.terms if level(term) is Level.ABSENT)
    return absent if group.combination is Combination.ALL_OF or len(absent) == len(group.terms) else ()


def _from_places(demand: Demand, material: Material) -> tuple[str, tuple[Term, ...]]:
    places = dict(zip(demand.criterion.terms, demand.by_term, strict=True))
    missing: list[Term] = []
    for group in demand.criterion.term_groups:
        absent = [term for term in group.terms if not places[term]]
        if group.combination is Combination.ALL_OF or len(absent) == len(group.terms):
            missing += absent
    if missing:
        return "absent", tuple(missing)
    work = [entry.span for entry in material.resume.profile.work]
    work += [one.span for one in material.statements if not one.offers & GATES]
    shown = any(span.contains(place) for places in demand.by_term for place in places for span in work)
    return ("", ()) if shown else ("listed", demand.criterion.terms)


def _fact(answer: CriterionAssessment) -> Gap:
    """Returns years, degrees, certificates or languages that the profile does not show, or not in full."""
    criterion = answer.criterion
    name = criterion.text.strip(" 。.;；")
    cut = name if len(name) <= LONGEST_FACT else f"{name[:LONGEST_FACT].rstrip()}…"
    area = next(iter(_areas_of(criterion.terms)), None)
    spans = tuple(one.span for one in answer.evidence if one.document_index == 0)
    return Gap(criterion=criterion, name=cut, sort=FACTS[criterion.kind], state="fact", area=area, evidence=spans)


@dataclass(frozen=True, slots=True)
class _Naming:
    """What names of gaps follow: the language of the questions, and the words of the resume."""

    language: str
    text: str

    def of(self, term: Term, places: tuple[Span, ...]) -> str:
        """Returns what to call a term: as the resume does where it names it in this script, else in this language."""
        said = next((_BLANKS.sub(" ", place.of(self.text)) for place in places), "")
        return said if said and self._fits(said) else self._label(term)

    def _label(self, term: Term) -> str:
        # Names of products are the same in every language; common words begin small.
        if self._fits(term.name) or (self.language == "zh" and not term.name.islower()):
            return term.name
        skill = skill_table().lookup(term.name)
        if skill is not None:
            return skill.label(self.language)
        return next((one for one in term.spellings if self._fits(one)), term.name)

    def _fits(self, name: str) -> bool:
        return bool(_HAN.search(name)) == (self.language == "zh")


def _gap(demand: Demand, state: str, terms: tuple[Term, ...], naming: _Naming) -> Gap:
    criterion = demand.criterion
    places = dict(zip(criterion.terms, demand.by_term, strict=True))
    area = next(iter(_areas_of(terms)), None)
    tool = criterion.kind is CriterionKind.SKILL and all(len(term.name) <= _LONGEST_NAME for term in terms)
    sort = "listed" if state == "listed" and tool else "skill" if tool else "other"
    # Of several that are listed the first is enough to ask about.
    called = (naming.of(term, places[term] if sort == "listed" else ()) for term in terms)
    names = tuple(dict.fromkeys(called))[: 1 if sort == "listed" else 2]
    name = _joiner(criterion, terms, naming.language).join(names)
    return Gap(criterion=criterion, name=name[: 2 * _LONGEST_NAME], sort=sort, state=state, area=area)


def _joiner(criterion: Criterion, terms: tuple[Term, ...], language: str) -> str:
    together = any(
        group.combination is Combination.ALL_OF and sum(term in group.terms for term in terms) > 1
        for group in criterion.term_groups
    )
    words = ("和", "或") if language == "zh" else (" and ", " or ")
    return words[0] if together else words[1]


def _areas_of(terms: Iterable[Term]) -> tuple[Area, ...]:
    table = area_table()
    found: list[Area] = []
    for term in terms:
        skill = skill_table().lookup(term.name)
        area = table.by_class.get(skill.class_id) if skill else None
        found += [area] if area else [one for _, one in table.find(fold(term.name))]
    return tuple(found)
