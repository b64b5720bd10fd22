"""Writes another question in the place of one: the n-th further good choice for the same place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.interview import InterviewQuestion, Probe, QuestionType
from bole.domain.ports import InterviewBrief
from bole.interview.choosing import BEHAVIORAL_TOPICS, MOST_USES, OPEN_TOPICS
from bole.interview.compose import Choice
from bole.interview.core import core_questions
from bole.interview.flags import PROBES
from bole.interview.kit import language_of
from bole.interview.writer import Writer, material_of

_SLOT = re.compile(r"\{[a-z]+\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What is wanted: another question for the place of `replaced`, unlike it and unlike all in `avoid`.

    `variation` counts from 1: the same number gives the same question.
    """

    replaced: InterviewQuestion
    variation: int
    avoid: tuple[str, ...] = ()

    @property
    def unwanted(self) -> tuple[str, ...]:
        """Texts that the new question may not resemble."""
        return (self.replaced.question, *self.avoid)


def another_question(brief: InterviewBrief, wanted: Replacement) -> InterviewQuestion:
    """Writes another question of the same type and criterion; deterministic.

    Raises:
        BoleError: ARGUMENT_INVALID where the brief has no such criterion, QUESTIONS_EXHAUSTED where the material
            carries fewer further questions than `variation`.
    """
    require_criterion(brief, wanted.replaced)
    found = material_of(brief)
    core = core_questions(brief, found)
    writer = Writer(brief, language_of(brief), found, core, wanted.unwanted)
    _mark_used(writer, wanted)
    for number, question in enumerate(_further(writer, wanted.replaced), start=1):
        if number == wanted.variation:
            return replace(question, question_id=wanted.replaced.question_id)
    raise exhausted(wanted)


def require_criterion(brief: InterviewBrief, replaced: InterviewQuestion) -> None:
    """Refuses a question on a criterion that the brief does not have.

    Raises:
        BoleError: ARGUMENT_INVALID.
    """
    known = {one.criterion_id for one in brief.rubric.criteria} if brief.rubric is not None else set()
    if replaced.criterion_id and replaced.criterion_id not in known:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "The question names a criterion that the posting or rubric does not have. Send what the kit was made from.",
            field="question.criterion_id",
        )


def exhausted(wanted: Replacement) -> BoleError:
    """Returns the error of a replacement that nothing is left for."""
    return BoleError(
        ErrorReason.QUESTIONS_EXHAUSTED,
        "The resume carries no further question of this type. Send a smaller variation or fewer questions to avoid, "
        "or keep the question.",
        field="variation",
        metadata={"variation": str(wanted.variation)},
    )


def _further(writer: Writer, replaced: InterviewQuestion) -> Iterator[InterviewQuestion]:
    """Yields further questions, each knowing those before it; wordings come back once all of them were asked."""
    for _ in range(MOST_USES):
        while (question := writer.first(partial(_choices, writer, replaced))) is not None:
            yield question
        writer.chooser.tally.asks.clear()
        writer.chooser.tally.criteria.clear()


def _choices(writer: Writer, replaced: InterviewQuestion) -> Iterator[Choice]:
    """Yields what could stand in the place of a question, the nearest to it first."""
    if not replaced.criterion_id and replaced.probe in set(PROBES.values()):
        for flag in writer.flags:
            if PROBES[flag.code] is replaced.probe:
                yield from writer.chooser.flag(flag)
    chooser = writer.chooser
    if replaced.type is QuestionType.BEHAVIORAL:
        choices = chooser.behavioral(BEHAVIORAL_TOPICS)
    elif replaced.type is QuestionType.OPEN_ENDED:
        choices = chooser.open_ended(OPEN_TOPICS)
    else:
        choices = _technical(writer, replaced)
    yield from _of_criterion(choices, replaced.criterion_id)


def _technical(writer: Writer, replaced: InterviewQuestion) -> Iterator[Choice]:
    own, other = writer.tracks
    topics = tuple(dict.fromkeys((replaced.topic, *own, *other)))
    known = tuple(topic for topic in topics if topic in {*own, *other})
    gaps = [gap for gap in writer.gaps if gap.criterion.criterion_id == replaced.criterion_id]
    for gap in gaps:
        yield from writer.chooser.gap(gap, own)
    if replaced.probe is not Probe.MISSING_MUST or not gaps:
        yield from writer.chooser.technical(known)


def _of_criterion(choices: Iterator[Choice], criterion_id: str) -> Iterator[Choice]:
    """Keeps the choices that can stand for a criterion; without one, what the role asks does not count."""
    for choice in choices:
        if not criterion_id:
            yield replace(choice, demand=None)
        elif choice.criterion is not None and choice.criterion.criterion_id == criterion_id:
            yield choice


def _mark_used(writer: Writer, wanted: Replacement) -> None:
    """Lets what was asked come last: the passage that is replaced, and the wordings of all unwanted questions."""
    for one in wanted.replaced.evidence:
        writer.chooser.tally.statements[one.span.start] += 1
    unwanted = "\n".join(wanted.unwanted)
    asked = (ask.ask_id for ask in writer.chooser.texts.asks if _wording(ask.text).search(unwanted))
    writer.chooser.tally.asks.update(asked)


@lru_cache(maxsize=2048)
def _wording(text: str) -> re.Pattern[str]:
    """Returns what finds an ask whatever its slots were filled with."""
    return re.compile(".{1,80}?".join(re.escape(part) for part in _SLOT.split(text)))
