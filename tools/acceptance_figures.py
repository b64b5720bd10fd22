"""What a run of the acceptance set says of a model: pure functions from answers and labels to figures and gates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from acceptance_set import LabelledResume
from bole.domain.errors import ErrorReason
from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.resume import Warning, WarningCode
from bole.domain.screening import CriterionAssessment, Level, Method, ScreenedCandidate, Screening
from bole.lexicon.folding import HAN

_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile("[A-Za-z]{2,}")
_QUOTED = re.compile('“[^”]*”|"[^"]*"|「[^」]*」')
_HAN_CHARACTERS_A_WORD = 2
_MENDED = (
    WarningCode.NARRATIVE_CUT,
    WarningCode.OUTPUT_LANGUAGE_MIXED,
    WarningCode.QUESTIONS_REPLACED,
    WarningCode.RUBRIC_REDRAFTED,
)
_CUT = (WarningCode.NARRATIVE_CUT, WarningCode.OUTPUT_LANGUAGE_MIXED, WarningCode.LANGUAGE_NOT_COVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with its counts, 0 <= hits <= of."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """0..1, None where nothing was measured."""
        return self.hits / self.of if self.of else None

    def __add__(self, other: Share) -> Share:
        """Adds the counts."""
        return Share(hits=self.hits + other.hits, of=self.of + other.of)


NOTHING = Share(hits=0, of=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenKit:
    """Interview questions that were asked for in a language; without a kit the call failed for `reason`."""

    language_code: str
    kit: InterviewKit | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that a service answered in one run.

    Attributes:
        labelled: The labelled resumes with their answers.
        placebo: The answers for the same resumes after the placebo edit, in the same order.
        examples: The answers for every pair of an example posting and an example resume.
        kits: The interview questions that were asked for.
    """

    labelled: tuple[tuple[LabelledResume, ScreenedCandidate], ...]
    placebo: tuple[ScreenedCandidate, ...]
    examples: tuple[ScreenedCandidate, ...]
    kits: tuple[WrittenKit, ...]

    @property
    def candidates(self) -> tuple[ScreenedCandidate, ...]:
        """Every item that was screened, but for the repetitions with a placebo edit."""
        return (*(candidate for _, candidate in self.labelled), *self.examples)

    @property
    def screenings(self) -> tuple[Screening, ...]:
        """The answers of those items that have one."""
        return tuple(one.screening for one in self.candidates if one.screening is not None)

    @property
    def failures(self) -> tuple[str, ...]:
        """One reason for every call that failed, repetitions included."""
        items = (*self.candidates, *self.placebo)
        of_kits = (one.reason for one in self.kits if one.kit is None)
        return (*(one.failure.reason for one in items if one.failure is not None), *of_kits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A bound on a figure: at least `least`, or at most `most`. A figure that could not be measured does not pass."""

    least: float = 0.0
    most: float = 1.0

    def passes(self, share: Share) -> bool:
        """Tells whether a figure keeps to the bound."""
        return share.value is not None and self.least <= share.value <= self.most


GATES: Mapping[str, Gate] = MappingProxyType(
    {
        "aligned_quotes": Gate(least=0.95),
        "on_topic": Gate(least=0.9),
        "invalid_output": Gate(most=0.0),
        "failed_otherwise": Gate(most=0.0),
        "level_agreement": Gate(least=0.8),
        "language": Gate(least=1.0),
    }
)
"""What an accepted model keeps to; figures without a gate are reported."""


def figures(answers: Answers) -> dict[str, Share]:
    """Measures a run; the names are those of docs/acceptance.md and of out/accept.json."""
    calls = len(answers.candidates) + len(answers.placebo) + len(answers.kits)
    invalid = answers.failures.count(ErrorReason.MODEL_OUTPUT_INVALID)
    return {
        "aligned_quotes": _sum(aligned_quotes(one) for one in answers.screenings),
        "on_topic": _sum(on_topic(one) for one in answers.screenings),
        "invalid_output": Share(hits=invalid, of=calls),
        "failed_otherwise": Share(hits=len(answers.failures) - invalid, of=calls),
        "level_agreement": _sum(agreement(resume, candidate) for resume, candidate in answers.labelled),
        "language": language(_texts(answers)),
        "placebo_flips": placebo_flips(answers),
        "mended_texts": mended_texts(answers),
    }


def failed_gates(measured: Mapping[str, Share]) -> tuple[str, ...]:
    """Returns the names of the gates that do not pass, in the order of `GATES`."""
    return tuple(name for name, gate in GATES.items() if not gate.passes(measured.get(name, NOTHING)))


def aligned_quotes(screening: Screening) -> Share:
    """Counts the claims above ABSENT, and those of them whose quote stands in the visible text."""
    claims = [one for one in _by_level(screening) if _claimed(one)]
    return Share(hits=sum(not _without_passage(one) for one in claims), of=len(claims))


def on_topic(screening: Screening) -> Share:
    """Counts the quotes of an engine that stand in the text, and those of them that name what is asked."""
    return _sum(_topical(one) for one in _by_level(screening))


def agreement(resume: LabelledResume, candidate: ScreenedCandidate) -> Share:
    """Counts the criteria answered by level, and those with the level of the label; without an answer none has."""
    given = levels(candidate)
    hits = sum(given.get(one.criterion_id) is resume.labels[one.criterion_id].level for one in resume.asked)
    return Share(hits=hits, of=len(resume.asked))


def placebo_flips(answers: Answers) -> Share:
    """Counts the criteria answered before and after the placebo edit, and those whose level changed."""
    shares: list[Share] = []
    for (_, before), after in zip(answers.labelled, answers.placebo, strict=True):
        old, new = levels(before), levels(after)
        both = old.keys() & new.keys()
        shares.append(Share(hits=sum(old[one] is not new[one] for one in both), of=len(both)))
    return _sum(shares)


def levels(candidate: ScreenedCandidate) -> dict[str, Level]:
    """Returns the level of every criterion answered by level; empty where the item failed."""
    if candidate.screening is None:
        return {}
    return {one.criterion.criterion_id: one.level for one in _by_level(candidate.screening)}


def language(texts: Iterable[tuple[str, str]]) -> Share:
    """Counts texts, each given with the code of the language asked for, and those written in it."""
    read = [in_language(text, code) for text, code in texts]
    return Share(hits=sum(read), of=len(read))


def in_language(text: str, code: str) -> bool:
    """Tells whether most of a text is in Chinese script for `zh`, in Latin script for every other code.

    Passages in quotation marks keep their own language and do not count, unless there is nothing else. Two Han
    characters weigh as much as one Latin word. An empty text is in no language.
    """
    own = _QUOTED.sub(" ", text)
    chinese, latin = _words(own) if any(_words(own)) else _words(text)
    return chinese > latin if code.partition("-")[0] == "zh" else latin > chinese


def mended_texts(answers: Answers) -> Share:
    """Counts the answers with texts of an engine, and those that warn that some of it was left out or replaced."""
    kits = [one.kit for one in answers.kits if one.kit is not None]
    told = [*(one.warnings for one in answers.screenings), *(kit.warnings for kit in kits)]
    return Share(hits=sum(_warns(warnings, *_MENDED) for warnings in told), of=len(told))


def _words(text: str) -> tuple[float, float]:
    return len(_HAN.findall(text)) / _HAN_CHARACTERS_A_WORD, len(_WORD.findall(text))


def _texts(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yields what an engine wrote by itself: where a part was left out or replaced, code may have written the rest."""
    for one in answers.screenings:
        # Of a resume in a language that it does not read, an engine writes nothing.
        if not _warns(one.warnings, *_CUT):
            yield one.experience_evaluation, one.output_language_code
    for written in answers.kits:
        if written.kit is not None and not _warns(written.kit.warnings, WarningCode.QUESTIONS_REPLACED):
            yield from ((_asked(question), written.language_code) for question in written.kit.questions)


def _warns(warnings: Iterable[Warning], *codes: WarningCode) -> bool:
    return any(one.code in codes for one in warnings)


def _asked(question: InterviewQuestion) -> str:
    return " ".join((question.question, question.reason, *question.expected_points, *question.follow_ups))


def _by_level(screening: Screening) -> Sequence[CriterionAssessment]:
    return [one for one in screening.criteria if one.criterion.kind.answered_by_level]


def _claimed(one: CriterionAssessment) -> bool:
    """Tells whether the engine claimed anything: what is UNCLEAR without a passage is what it could not read."""
    if one.level is Level.UNCLEAR:
        return one.fallen or bool(one.evidence)
    return one.fallen or one.level is not Level.ABSENT


def _without_passage(one: CriterionAssessment) -> bool:
    """Tells whether a claim fell for want of a passage; an inference or a denial is one that does not support it."""
    denied = one.level is Level.ABSENT and bool(one.evidence)
    return one.fallen and not _derived(one) and not denied


def _topical(one: CriterionAssessment) -> Share:
    """Counts an answer's quotes; beside an inference, or where a claim fell, code chose the passage on topic."""
    if derived := _derived(one):
        return Share(hits=0, of=derived)
    return NOTHING if one.fallen else Share(hits=len(one.evidence), of=len(one.evidence))


def _derived(one: CriterionAssessment) -> int:
    return sum(quote.method is Method.DERIVE for quote in one.evidence)


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, NOTHING)
