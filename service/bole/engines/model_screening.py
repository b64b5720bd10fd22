"""A screening by a language model: what it is asked of one candidate, and its answers as findings."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.documents import DocumentRole
from bole.domain.generation import Prompt
from bole.domain.ports import PromptEncoder
from bole.domain.resume import ParsedResume
from bole.domain.roles import Role
from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import Finding, Level, TermFinding
from bole.domain.spans import Span
from bole.engines.asking import Question, budgeted_question
from bole.engines.engine import Origin
from bole.engines.model_output import CriterionAnswer, ScreeningAnswer
from bole.evidence.alignment import align
from bole.evidence.experience_narrative import describe_experience
from bole.evidence.masking import Masked
from bole.evidence.reading import Reading
from bole.evidence.topic import topics
from bole.prompting.budget import cutting_order, fit
from bole.prompting.guides import screening_answer_bound, screening_guide
from bole.prompting.prompts import reminded, screening_prompt
from bole.prompting.role_words import screening_words

_BETWEEN = "\n\n"
"""Parts the documents of a candidate."""

_USUAL_SHARE = 0.35
"""Share of the longest answer that stays free for it when documents have to be cut: few answers use their bounds."""


def asked_criteria(rubric: Rubric) -> tuple[Criterion, ...]:
    """Returns the criteria that a model is asked: those that are not computed from the profile."""
    return tuple(one for one in rubric.criteria if not one.kind.answered_by_fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedScreening:
    """What a model is asked of one candidate.

    `prompt` is what the question encodes, `cut_code_points` are code points of the documents that did not fit.
    """

    question: Question
    prompt: Prompt
    cut_code_points: int


def screening_question(
    rubric: Rubric,
    source: Source,
    language_code: str,
    encoder: PromptEncoder,
    *,
    role: Role | None = None,
    roomy: bool = False,
    insist: bool = False,
) -> AskedScreening:
    """Puts together what a model is asked.

    Args:
        rubric: What is asked for.
        source: What the model sees of the candidate's documents.
        language_code: Language of the narrative.
        encoder: Of the model that will be asked.
        role: Of the library, which tells what counts in the trade; None where none fits.
        roomy: Keep all the room free that an answer can take, at the cost of the documents: an answer was cut.
        insist: Name the language of the narrative once more: an answer mixed languages.

    Raises:
        BoleError: PROMPT_TOO_LONG when even the criteria do not fit the model.
    """
    asked = asked_criteria(rubric)
    bound = screening_answer_bound(len(asked))
    prompt = screening_prompt(asked, rubric.title, source.text, language_code, words=screening_words(role))
    if insist:
        prompt = reminded(prompt, "`experience`", language_code)
    reserved = bound.structure_code_points + math.ceil((1 if roomy else _USUAL_SHARE) * bound.string_code_points)
    fitted = fit(prompt, encoder, reserved, cut_first=source.cut_first)
    return AskedScreening(
        question=budgeted_question(fitted.encoded, screening_guide(len(asked)), bound, fitted.prompt.document, encoder),
        prompt=fitted.prompt,
        cut_code_points=fitted.cut_code_points,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningReply:
    """A model's answer for one candidate, and where it comes from."""

    answer: ScreeningAnswer
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFinder:
    """A model's answers for one candidate, in the place of an engine.

    Attributes:
        reply: What the model answered, one entry for each of `asked_criteria`, and which model it was.
        masked: What it saw of each document, in request order.
        readings: The documents, in the same order.
        narrative: Its checked sentences on the experience; empty where none held.
        partly_read: The documents did not fit, so that what the model did not find may stand in the rest.
    """

    reply: ScreeningReply
    masked: tuple[Masked, ...]
    readings: tuple[Reading, ...]
    narrative: str
    partly_read: bool = False

    @property
    def origin(self) -> Origin:
        """Which model answered, to which prompt."""
        return self.reply.origin

    def covers(self, resume: ParsedResume) -> bool:  # noqa: ARG002
        """Says yes: Qwen2.5 reads the languages that resumes come in, and code checks what it quotes."""
        return True

    def find(self, rubric: Rubric, reading: Reading) -> tuple[Finding, ...]:
        """Answers the asked criteria from one document, each quote counting for the document that holds it."""
        pairs = zip(asked_criteria(rubric), self.reply.answer.criteria, strict=True)
        return tuple(self._finding(criterion, answer, reading) for criterion, answer in pairs)

    def evaluate_experience(self, reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
        """Returns what held of the model's narrative, else what dates and quotes alone say."""
        return self.narrative or describe_experience(reading, rubric, language_code, as_of)

    def _finding(self, criterion: Criterion, answer: CriterionAnswer, reading: Reading) -> Finding:
        level = answer.level
        if level is Level.ABSENT and not answer.quotes and self.partly_read:
            level = Level.UNCLEAR
        quotes = self._quotes_from(answer, reading)
        if not quotes and self._quoted_from_another(answer, reading):
            return _unquoted(criterion, reading)
        return Finding(criterion_id=criterion.criterion_id, level=level, quotes=quotes)

    def _quotes_from(self, answer: CriterionAnswer, reading: Reading) -> tuple[str, ...]:
        """Returns what is quoted from a document; what stands in none counts as quoted from the first."""
        unmasked = map(self.masked[reading.document_index].unmasked, answer.quotes)
        quotes = tuple(quote for quote in unmasked if quote)
        if len(self.readings) == 1:
            return quotes
        here = tuple(quote for quote in quotes if align(quote, reading.folded) is not None)
        first = reading is self.readings[0]
        return quotes if first and not here and not self._quoted_from_another(answer, reading) else here

    def _quoted_from_another(self, answer: CriterionAnswer, reading: Reading) -> bool:
        return any(
            align(quote, other.folded) is not None
            for other, masked in zip(self.readings, self.masked, strict=True)
            if other is not reading
            for quote in filter(None, map(masked.unmasked, answer.quotes))
        )


def _unquoted(criterion: Criterion, reading: Reading) -> Finding:
    """Answers from a document of which the model quoted nothing because it quoted another: what the text names."""
    terms = tuple(
        TermFinding(term=one.term.name, level=Level.LISTED if one.first_affirmed else Level.ABSENT)
        for one in topics(reading, criterion.terms)
    )
    return Finding(criterion_id=criterion.criterion_id, level=Level.ABSENT, terms=terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a model sees of a candidate's documents; `cut_first` are spans of `text`, the least important first."""

    text: str
    cut_first: tuple[Span, ...]


def source_of(readings: Sequence[Reading], masked: Sequence[Masked]) -> Source:
    """Joins the masked documents, each under its role where there are several; what is no resume may be cut first."""
    parts: list[str] = []
    resumes: list[Span] = []
    others: list[Span] = []
    length = 0
    for reading, one in zip(readings, masked, strict=True):
        head = f"[{reading.role.value}]\n" if len(readings) > 1 else ""
        start = length + len(head)
        if reading.role is DocumentRole.RESUME:
            resumes += [_shifted(one.masked_span(span), start) for span in cutting_order(reading.resume)]
        else:
            others.append(Span(start, start + len(one.text)))
        parts.append(f"{head}{one.text}")
        length = start + len(one.text) + len(_BETWEEN)
    return Source(text=_BETWEEN.join(parts), cut_first=(*others, *resumes))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
