"""Writes interview kits from what a resume says and a role asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bole.domain.interview import InterviewKit, InterviewQuestion, QuestionPlan
from bole.domain.ports import InterviewBrief
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Requirement
from bole.interview.areas import SOFTWARE, TOPICS
from bole.interview.checks import problems
from bole.interview.choosing import BEHAVIORAL_TOPICS, MOST_USES, OPEN_TOPICS, Chooser, Tally, gap_topic
from bole.interview.compose import Choice, write_question
from bole.interview.demands import Gap, demands, gaps, software_role, trade_of_role
from bole.interview.material import GATES, material
from bole.interview.texts import texts

GAPS_PER_QUESTION = 3
"""One question in so many technical ones may be on something that the resume does not show."""

_MANY = 8
"""From so many statements of work on, a kit avoids asking about one of them twice."""

_MOST_TRIES = 40
"""Choices that are tried for one place before the place stays empty."""


def write_kit(brief: InterviewBrief, engine: str = "rules") -> InterviewKit:
    """Writes the questions of a plan, each tied to a passage of the resume; deterministic.

    Args:
        brief: Resume or summary, rubric (None without a posting) with its verified answers (without them gaps are
            judged by where the terms stand), plan, language (`zh...` for Chinese, else English).
        engine: Name of the engine that the kit is shown under.

    Returns:
        The kit; with the warning QUESTIONS_FEWER where the material does not carry the plan.
    """
    language = "zh" if brief.language_code.lower().startswith("zh") else "en"
    writer = _Writer(brief, language)
    plan = brief.plan
    questions = (
        *writer.technical(plan.technical),
        *writer.behavioral(plan.behavioral),
        *writer.open_ended(plan.open_ended),
    )
    return InterviewKit(
        questions=questions,
        language_code=brief.language_code or language,
        engine=engine,
        warnings=_warnings(plan, len(questions)),
    )


class _Writer:
    """Fills the places of a plan one by one, so that each question knows those before it."""

    def __init__(self, brief: InterviewBrief, language: str) -> None:
        self._resume = brief.resume
        self._language = language
        self._texts = texts(language)
        found = material(brief.resume, trade_of_role(brief.rubric))
        asked = demands(brief.rubric, brief.assessments, found.folded)
        self._gaps = gaps(asked, brief.assessments, found, language)
        software = software_role(brief.rubric, asked, found.statements)
        self._tracks = (TOPICS[SOFTWARE], TOPICS["general"]) if software else (TOPICS["general"], TOPICS[SOFTWARE])
        shown = [one for one in found.statements if not one.offers & GATES]
        planned = brief.plan.total
        tally = Tally(again=60 if len(shown) >= _MANY else 20, rich=len(shown) >= planned)
        self._chooser = Chooser(statements=found.statements, demands=asked, texts=self._texts, tally=tally)
        self._written: list[InterviewQuestion] = []

    def technical(self, count: int) -> Iterator[InterviewQuestion]:
        own, other = self._tracks
        places: list[tuple[str, Gap | None]] = [(own[number % len(own)], None) for number in range(count)]
        for gap in self._worth_asking(count):
            wanted = gap_topic(gap, own)
            free = [number for number, (_, taken) in enumerate(places) if taken is None]
            place = next((number for number in free if places[number][0] == wanted), free[-1])
            places[place] = (wanted, gap)
        # What is missing is asked first, so that it gets the statement nearest to it.
        written = {
            place: self._first(partial(self._chooser.gap, gap, own)) for place, (_, gap) in enumerate(places) if gap
        }
        for place, (topic, _) in enumerate(places):
            rest = (topic, *(one for one in own if one != topic), *other)
            found = written.get(place) or self._first(partial(self._chooser.technical, rest))
            if found is not None:
                yield found

    def behavioral(self, count: int) -> Iterator[InterviewQuestion]:
        yield from self._alternating(count, BEHAVIORAL_TOPICS, self._chooser.behavioral)

    def open_ended(self, count: int) -> Iterator[InterviewQuestion]:
        yield from self._alternating(count, OPEN_TOPICS, self._chooser.open_ended)

    def _alternating(
        self, count: int, topics: tuple[str, ...], choices: Callable[[tuple[str, ...]], Iterator[Choice]]
    ) -> Iterator[InterviewQuestion]:
        """The resume chooses the first topic; then topics take turns."""
        last = ""
        for _ in range(count):
            turn = tuple(topic for topic in topics if topic != last)
            found = self._first(partial(choices, turn)) or self._first(partial(choices, topics))
            if found is None:
                return
            last = found.topic
            yield found

    def _worth_asking(self, count: int) -> tuple[Gap, ...]:
        most = max(1, count // GAPS_PER_QUESTION) if count > 1 else 0
        few = count <= GAPS_PER_QUESTION
        wanted = [gap for gap in self._gaps if gap.criterion.requirement is not Requirement.NICE or not few]
        return tuple(wanted[:most])

    def _first(self, choices: Callable[[], Iterable[Choice]]) -> InterviewQuestion | None:
        """Writes the first good choice; a passage is asked about again only where no other is left."""
        for most in range(1, MOST_USES + 1):
            self._chooser.tally.most = most
            found = self._first_good(choices())
            if found is not None:
                return found
        return None

    def _first_good(self, choices: Iterable[Choice]) -> InterviewQuestion | None:
        """Writes the first choice whose question has no problems."""
        for tries, choice in enumerate(choices):
            if tries >= _MOST_TRIES:
                return None
            question = write_question(choice, self._texts, self._resume, len(self._written))
            terms = [term.name for term in choice.demand.criterion.terms] if choice.demand else []
            terms += [term.name for term in choice.gap.criterion.terms] if choice.gap else []
            if not problems(question, self._written, self._resume, language_code=self._language, terms=terms):
                self._chooser.tally.add(choice)
                self._written.append(question)
                return question
        return None


def _warnings(plan: QuestionPlan, written: int) -> tuple[Warning, ...]:
    planned = plan.total
    if written >= planned:
        return ()
    message = (
        f"{written} of {planned} questions could be tied to what the document says; "
        "send a resume with more detail or ask for fewer questions."
    )
    return (Warning(code=WarningCode.QUESTIONS_FEWER, message=message),)
