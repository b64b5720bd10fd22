"""Fills the places of a plan one by one, so that each question knows those before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from bole.domain.interview import InterviewQuestion, QuestionType
from bole.domain.ports import InterviewBrief
from bole.domain.rubric import Requirement
from bole.interview.areas import SOFTWARE, TOPICS
from bole.interview.checks import problems
from bole.interview.choosing import BEHAVIORAL_TOPICS, MOST_USES, OPEN_TOPICS, Chooser, Tally, gap_topic
from bole.interview.compose import Choice, write_question
from bole.interview.coverage import speaks_to
from bole.interview.demands import Gap, demands, gaps, software_role, trade_of_role
from bole.interview.difficulty import levels_of
from bole.interview.flags import Flag, flags
from bole.interview.material import GATES, Material, material
from bole.interview.texts import texts
from bole.interview.trades import UNKNOWN, trade_of_family

PROBES_PER_QUESTION = 3
"""One question in so many technical ones may be on something missing, and one on what should be looked at twice."""

_MANY = 8
"""From so many statements of work on, a kit avoids asking about one of them twice."""

_MOST_TRIES = 40
"""Choices that are tried for one place before the place stays empty."""


def material_of(brief: InterviewBrief) -> Material:
    """Returns what the resume of a brief offers to ask about."""
    trade = trade_of_role(brief.rubric)
    if trade is UNKNOWN and brief.role is not None:
        trade = next((trade_of_family(one) for one in brief.role.families), UNKNOWN)
    return material(brief.resume, trade)


class Writer:
    """Writes a candidate's own questions.

    Args:
        brief: What they are written from.
        language: `zh` or `en`.
        found: Of `material_of`.
        core: The role's questions, that no other may resemble.
        avoid: Texts of further questions that none may resemble.
    """

    def __init__(
        self,
        brief: InterviewBrief,
        language: str,
        found: Material,
        core: Sequence[InterviewQuestion] = (),
        avoid: Sequence[str] = (),
    ) -> None:
        """Reads what the role asks and the resume leaves open."""
        self._resume = brief.resume
        self._language = language
        self._texts = texts(language)
        self._levels = levels_of(brief)
        asked = demands(brief.rubric, brief.assessments, found.folded)
        self.gaps = gaps(asked, brief.assessments, found, language)
        self.flags = flags(brief, found)
        software = software_role(brief.rubric, asked, found.statements)
        self.tracks = (TOPICS[SOFTWARE], TOPICS["general"]) if software else (TOPICS["general"], TOPICS[SOFTWARE])
        shown = [one for one in found.statements if not one.offers & GATES]
        tally = Tally(again=60 if len(shown) >= _MANY else 20, rich=len(shown) >= brief.plan.total)
        self.chooser = Chooser(statements=found.statements, demands=asked, texts=self._texts, tally=tally)
        self._core = tuple(core)
        self._avoid = tuple(avoid)
        self.written: list[InterviewQuestion] = []

    def technical(self, count: int) -> Iterator[InterviewQuestion]:
        """Yields technical questions; what is missing or odd has a share of them."""
        own, other = self.tracks
        places: list[tuple[str, Gap | Flag | None]] = [(own[number % len(own)], None) for number in range(count)]
        for probe in self._probes(count):
            free = [number for number, (_, taken) in enumerate(places) if taken is None]
            wanted = gap_topic(probe, own) if isinstance(probe, Gap) else ""
            place = next((number for number in free if places[number][0] == wanted), free[-1])
            places[place] = (wanted, probe)
        # What is missing is asked first, so that it gets the statement nearest to it.
        written = {place: self._probing(probe) for place, (_, probe) in enumerate(places) if probe}
        for place, (topic, _) in enumerate(places):
            rest = (topic, *(one for one in own if one != topic), *other) if topic else (*own, *other)
            found = written.get(place) or self.first(partial(self.chooser.technical, rest))
            if found is not None:
                yield found

    def behavioral(self, count: int) -> Iterator[InterviewQuestion]:
        """Yields questions on working with others."""
        yield from self._alternating(count, BEHAVIORAL_TOPICS, self.chooser.behavioral)

    def open_ended(self, count: int) -> Iterator[InterviewQuestion]:
        """Yields questions on direction and learning."""
        yield from self._alternating(count, OPEN_TOPICS, self.chooser.open_ended)

    def of(self, kind: QuestionType, count: int) -> Iterator[InterviewQuestion]:
        """Yields questions of one type."""
        write = {QuestionType.TECHNICAL: self.technical, QuestionType.BEHAVIORAL: self.behavioral}
        yield from write.get(kind, self.open_ended)(count)

    def first(self, choices: Callable[[], Iterable[Choice]]) -> InterviewQuestion | None:
        """Writes the first good choice; a passage is asked about again only where no other is left."""
        for most in range(1, MOST_USES + 1):
            self.chooser.tally.most = most
            found = self._first_good(choices())
            if found is not None:
                return found
        return None

    def _probing(self, probe: Gap | Flag) -> InterviewQuestion | None:
        if isinstance(probe, Flag):
            return self._first_good(self.chooser.flag(probe))
        return self.first(partial(self.chooser.gap, probe, self.tracks[0]))

    def _alternating(
        self, count: int, topics: tuple[str, ...], choices: Callable[[tuple[str, ...]], Iterator[Choice]]
    ) -> Iterator[InterviewQuestion]:
        """The resume chooses the first topic; then topics take turns."""
        last = ""
        for _ in range(count):
            turn = tuple(topic for topic in topics if topic != last)
            found = self.first(partial(choices, turn)) or self.first(partial(choices, topics))
            if found is None:
                return
            last = found.topic
            yield found

    def _probes(self, count: int) -> tuple[Gap | Flag, ...]:
        """Returns what to probe: at most a third each for what is missing and what is odd, and one question is left.

        Where nothing is odd, must-haves that no core question speaks to get that share as well.
        """
        if count <= 1:
            return ()
        share = max(1, count // PROBES_PER_QUESTION)
        odd = self.flags[: share if count >= PROBES_PER_QUESTION else 0]
        few = count <= PROBES_PER_QUESTION
        wanted = [gap for gap in self.gaps if gap.criterion.requirement is not Requirement.NICE or not few]
        silent = [gap for gap in wanted if not any(speaks_to(one, gap.criterion) for one in self._core)]
        musts = [gap for gap in silent if gap.criterion.requirement is Requirement.MUST]
        ordered = tuple(dict.fromkeys((*musts, *silent, *wanted)))
        most = share + (min(share - len(odd), max(0, len(musts) - share)) if count >= PROBES_PER_QUESTION else 0)
        chosen: tuple[Gap | Flag, ...] = (*ordered[:most], *odd)
        return chosen[: count - 1]

    def _first_good(self, choices: Iterable[Choice]) -> InterviewQuestion | None:
        """Writes the first choice whose question has no problems."""
        for tries, choice in enumerate(choices):
            if tries >= _MOST_TRIES:
                return None
            question = self._good(choice)
            if question is not None:
                self.chooser.tally.add(choice)
                self.written.append(question)
                return question
        return None

    def _good(self, choice: Choice) -> InterviewQuestion | None:
        difficulty = self._levels.of(choice.criterion, choice.probe)
        question = write_question(choice, self._texts, self._resume, len(self.written), difficulty)
        terms = [term.name for term in choice.criterion.terms] if choice.criterion else []
        others = (*self._core, *self.written)
        wrong = problems(question, others, self._resume, language_code=self._language, terms=terms, avoid=self._avoid)
        return None if wrong else question
