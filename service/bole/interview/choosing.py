"""Chooses what to ask: statements and asks for each place of the plan, the most telling first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias
from zlib import crc32

from bole.domain.interview import QuestionType
from bole.domain.rubric import CriterionKind
from bole.interview.areas import SOFTWARE, TOPICS, Area
from bole.interview.compose import Choice
from bole.interview.demands import Demand, Gap
from bole.interview.flags import Flag
from bole.interview.material import GATES, Statement, is_on_people
from bole.interview.texts import FLAG_TOPIC, Ask, Texts

MOST_USES = 4
"""How often one statement may stand behind questions of a kit that lacks others."""

BEHAVIORAL_TOPICS = ("TEAMWORK", "CONFLICT")
OPEN_TOPICS = ("CAREER_PLAN", "LEARNING")

_PEOPLE = frozenset({"team", "lead", "teach", "conflict"})
_GROWTH = frozenset({"learning", "goal"})

_OPENING = {frozenset({"claim"}): frozenset({"learning", "goal"}), frozenset({"wish"}): frozenset({"goal"})}
"""What else opens a statement that shows no work."""

_RANK_SHARE = {QuestionType.TECHNICAL: 1, QuestionType.BEHAVIORAL: 2, QuestionType.OPEN_ENDED: 3}
"""How little the worth of a statement as work counts: for people and plans other things tell more."""

_Scored: TypeAlias = tuple[int, Choice]


class Place(NamedTuple):
    """Where a question would stand: type, topic, the statement behind it, and its area of work."""

    type: QuestionType
    topic: str
    statement: Statement
    area: Area | None


@dataclass(slots=True)
class Tally:
    """What a kit has used so far.

    Attributes:
        again: What a second question of one type on one statement costs.
        rich: Whether the resume holds a statement of work for each question of the plan.
        most: How often one statement may be asked about.
    """

    again: int
    rich: bool
    most: int = 1
    uses: Counter[int] = field(default_factory=Counter)
    asks: set[str] = field(default_factory=set)
    statements: Counter[int] = field(default_factory=Counter)
    by_type: Counter[tuple[QuestionType, int]] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    area_topics: Counter[tuple[str, str]] = field(default_factory=Counter)
    entries: Counter[int] = field(default_factory=Counter)
    criteria: set[str] = field(default_factory=set)

    def add(self, choice: Choice) -> None:
        """Notes a choice that went into the kit."""
        self.asks.add(choice.ask.ask_id)
        self.statements[choice.statement.span.start] += 1
        # In a short resume what is missing may stand beside a question on the work itself.
        self.uses[choice.statement.span.start] += self.rich or choice.gap is None
        self.by_type[choice.type, choice.statement.span.start] += 1
        self.entries[choice.statement.entry] += 1
        asked = choice.gap or choice.demand
        if asked:
            self.criteria.add(asked.criterion.criterion_id)
        if choice.area:
            self.areas[choice.area.area_id] += 1
            self.area_topics[choice.area.area_id, choice.topic] += 1

    def penalty(self, place: Place) -> int:
        """Returns how much a choice loses because its parts are in the kit already."""
        start = place.statement.span.start
        worn = 25 * self.statements[start] + self.again * self.by_type[place.type, start]
        worn += 3 * self.entries[place.statement.entry]
        if place.area is None:
            return worn
        area_id = place.area.area_id
        return worn + 6 * self.areas[area_id] + 14 * self.area_topics[area_id, place.topic]

    def open_to(self, statement: Statement) -> bool:
        """Tells whether a statement may be used once more."""
        return self.uses[statement.span.start] < self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Ranks choices over the statements of one resume."""

    statements: tuple[Statement, ...]
    demands: tuple[Demand, ...]
    texts: Texts
    tally: Tally

    def technical(self, topics: Iterable[str]) -> Iterator[Choice]:
        """Yields technical choices topic by topic in the order given, the best first within a topic."""
        for topic in topics:
            yield from self._ranked(self._technical(topic), QuestionType.TECHNICAL)

    def gap(self, gap: Gap, topics: tuple[str, ...]) -> Iterator[Choice]:
        """Yields choices that tie something missing to the nearest statement."""
        topic = gap_topic(gap, topics)
        shown = [one for one in self._unworn() if not one.offers & {"vague", "certificate", "award", "wish"}]
        if gap.state == "fact":
            shown = [one for one in shown if not one.offers & GATES] or shown
        if gap.sort == "listed":
            named = next((one for one in self.demands if one.criterion is gap.criterion), None)
            shown = [one for one in shown if not one.offers & GATES and not (named and named.stands_in(one))]
        shown.sort(key=lambda one: (-_nearness(gap, one) - one.rank + self._worn(one), one.span.start))
        for statement in shown:
            for ask in self._gap_asks(gap, statement):
                yield Choice(type=QuestionType.TECHNICAL, topic=topic, statement=statement, ask=ask, gap=gap)

    def _gap_asks(self, gap: Gap, statement: Statement) -> tuple[Ask, ...]:
        """A tool is brought into a setting of its kind, compared with its like, and elsewhere asked about as new."""
        related = _nearness(gap, statement) > 0
        sort = gap.sort if gap.sort != "skill" or related else "other"
        asks = self.texts.gap_guide(sort).asks[sort]
        alike = gap.area is not None and gap.area in statement.areas
        ordered = _turned(asks, statement) if gap.sort not in {"skill", "other"} else asks[::-1] if alike else asks
        return tuple(ask for ask in ordered if ask.ask_id not in self.tally.asks)

    def flag(self, flag: Flag) -> Iterator[Choice]:
        """Yields choices on what should be looked at twice: always the same passage, asked in other ways."""
        for ask in self.texts.flags[flag.code.value].asks:
            if ask.ask_id not in self.tally.asks:
                yield Choice(
                    type=QuestionType.TECHNICAL, topic=FLAG_TOPIC, statement=flag.statement, ask=ask, flag=flag
                )

    def behavioral(self, topics: tuple[str, ...]) -> Iterator[Choice]:
        """Yields questions on working with others; the best over all topics given."""
        return self._ranked(self._personal(QuestionType.BEHAVIORAL, topics, _PEOPLE), QuestionType.BEHAVIORAL)

    def open_ended(self, topics: tuple[str, ...]) -> Iterator[Choice]:
        """Yields questions on direction and learning; the best over all topics given."""
        return self._ranked(self._personal(QuestionType.OPEN_ENDED, topics, _GROWTH), QuestionType.OPEN_ENDED)

    def _ranked(self, scored: Iterable[_Scored], type_: QuestionType) -> Iterator[Choice]:
        """Yields choices by falling score; equal ones in the order of statements and asks."""
        kept = sorted(enumerate(scored), key=lambda one: (-one[1][0], one[0]))
        for _, (_, choice) in kept:
            yield replace(choice, demand=self._demand(choice.statement, choice.area, type_))

    def _technical(self, topic: str) -> Iterator[_Scored]:
        software = topic in TOPICS[SOFTWARE]
        for statement in self._unworn():
            open_demands = (one for one in self.demands if one.criterion.criterion_id not in self.tally.criteria)
            wanted = max((one.bonus for one in open_demands if one.stands_in(statement)), default=0)
            if topic != "CASE":
                # Who worked with people is asked about that by the behavioral questions.
                wanted -= 12 * bool(statement.offers & _PEOPLE)
            for area in statement.areas:
                if topic in area.topics:
                    fit = wanted + 30 + 10 * (area.topics[0] == topic) + 12 * (area is statement.areas[0])
                    asks = (ask for ask in self.texts.areas[area.area_id].asks if _is_for(topic, ask, area, self.texts))
                    yield from self._scored(fit, Place(QuestionType.TECHNICAL, topic, statement, area), asks)
            yield from self._by_trade(topic, statement, wanted)
            touching = any(topic in area.topics for area in statement.areas)
            if not software or (statement.software and (touching or _may_be_software(statement))):
                # A statement on something else can carry the topic only where nothing better is left.
                fit = wanted + 20 * touching - 30 * (software and not touching and bool(statement.areas))
                place = Place(QuestionType.TECHNICAL, topic, statement, None)
                yield from self._scored(fit, place, self.texts.topics[topic].asks)

    def _by_trade(self, topic: str, statement: Statement, wanted: int) -> Iterator[_Scored]:
        """Asks of the trade for a statement that shows nothing of it: those that suppose no figure of the trade."""
        area = statement.trade_area
        if area is not None and topic in area.topics and not statement.offers & _PEOPLE:
            plain = (ask for ask in self.texts.areas[area.area_id].asks if not ask.needs)
            asks = (ask for ask in plain if _is_for(topic, ask, area, self.texts))
            yield from self._scored(wanted + 20, Place(QuestionType.TECHNICAL, topic, statement, area), asks)

    def _personal(self, type_: QuestionType, topics: tuple[str, ...], telling: frozenset[str]) -> Iterator[_Scored]:
        for topic in topics:
            for statement in self._unworn():
                fit = 15 * bool(statement.offers & telling) - 10 * bool(statement.offers & {"listed", "vague"})
                fit -= 10 * (type_ is QuestionType.BEHAVIORAL and bool(statement.offers & GATES))
                place = Place(type_, topic, statement, None)
                for score, choice in self._scored(fit, place, self.texts.topics[topic].asks):
                    # A figure alone is no reason for a question on people: what tells of them counts.
                    needs = choice.ask.needs
                    yield score + 10 * (not telling.isdisjoint(needs)) - 6 * len(needs), choice

    def _unworn(self) -> Iterator[Statement]:
        return (statement for statement in self.statements if self.tally.open_to(statement))

    def _scored(self, fit: int, place: Place, asks: Iterable[Ask]) -> Iterator[_Scored]:
        statement = place.statement
        base = statement.rank // _RANK_SHARE[place.type] + fit - self.tally.penalty(place)
        for ask in _turned(tuple(asks), statement):
            if ask.ask_id not in self.tally.asks and _suits(ask.needs, statement.offers):
                choice = Choice(type=place.type, topic=place.topic, statement=statement, ask=ask, area=place.area)
                yield base + 4 * len(ask.needs), choice

    def _demand(self, statement: Statement, area: Area | None, type_: QuestionType) -> Demand | None:
        if type_ is QuestionType.OPEN_ENDED:
            return None
        if type_ is QuestionType.BEHAVIORAL:
            soft = [one for one in self.demands if one.criterion.kind is CriterionKind.SOFT_SKILL]
            on_people = [one for one in soft if is_on_people(one.criterion.text)]
            return next((one for one in soft if one.stands_in(statement)), on_people[0] if on_people else None)
        fitting = [one for one in self.demands if one.stands_in(statement) and one.criterion.kind.answered_by_level]
        named = [one for one in fitting if area is None or one.shows(area)]
        # What belongs to another area of work is not what a question on this one looks at.
        open_ones = [one for one in fitting if not one.has_area]
        return max(named or open_ones, key=lambda one: one.bonus, default=None)

    def _worn(self, statement: Statement) -> int:
        return self.tally.penalty(Place(QuestionType.TECHNICAL, "", statement, None))


def gap_topic(gap: Gap, topics: tuple[str, ...]) -> str:
    """Returns the topic of a plan that a gap belongs to, the last where none fits."""
    fitting = [topic for topic in (gap.area.topics if gap.area else ()) if topic in topics]
    return fitting[0] if fitting else topics[-1]


def _turned(asks: tuple[Ask, ...], statement: Statement) -> tuple[Ask, ...]:
    """Turns asks that fit equally well by what is quoted, so that candidates are not all asked the same."""
    start = crc32(statement.quote.encode()) % max(1, len(asks))
    return (*asks[start:], *asks[:start])


def _is_for(topic: str, ask: Ask, area: Area, texts: Texts) -> bool:
    """Tells whether an ask of an area serves a topic; one without a topic does where no other was made for it."""
    if ask.topic or topic == area.topics[0]:
        return topic == (ask.topic or area.topics[0])
    return all(other.topic != topic for other in texts.areas[area.area_id].asks)


def _may_be_software(statement: Statement) -> bool:
    """Tells whether a statement that names nothing of a topic may still be asked about it."""
    if statement.offers & {"listed", "lead", "teach"}:
        return False
    return bool(statement.areas or statement.offers & ({"build", "create"} | GATES))


@lru_cache(maxsize=4096)
def _suits(needs: tuple[str, ...], offers: frozenset[str]) -> bool:
    """Tells whether a statement offers what an ask needs; one that shows no work takes only asks made for it."""
    wanted = frozenset(needs)
    if not wanted <= offers:
        return False
    gates = offers & GATES
    if not gates:
        return not wanted & GATES
    opening = gates | _OPENING.get(gates, frozenset())
    return bool(wanted & opening)


def _nearness(gap: Gap, statement: Statement) -> int:
    if any(statement.span.overlaps(place) for place in gap.evidence):
        return 60
    if gap.area is None:
        return 0
    if gap.area in statement.areas:
        return 40
    related = any(area.topics[0] == gap.area.topics[0] and area.track == gap.area.track for area in statement.areas)
    return 25 if related else 8 if any(area.track == gap.area.track for area in statement.areas) else 0
