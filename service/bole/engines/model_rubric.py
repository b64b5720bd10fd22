"""A rubric drafted by a language model: every criterion is tied to a line of the posting, or is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.measuring import Stage, stage
from bole.domain.ports import PromptEncoder
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Combination, Criterion, JobPosting, RefusedCriterion, Rubric, Term, TermGroup
from bole.engines.asking import Question, budgeted_question
from bole.engines.model_output import DraftedCriterion, RubricAnswer
from bole.evidence.alignment import align
from bole.lexicon.folding import Folded, fold
from bole.prompting.budget import fit
from bole.prompting.guides import MOST_CRITERIA, rubric_answer_bound, rubric_guide
from bole.prompting.prompts import rubric_prompt
from bole.rubric.completion import completed
from bole.rubric.drafting import draft_rubric
from bole.rubric.patterns import pattern
from bole.rubric.protected import protected_topic
from bole.rubric.titles import language_of
from bole.rubric.validation import validate_rubric

_RESERVED = 1500
"""Tokens that stay free for the draft when a posting has to be cut."""

_REDRAFTED = "The model's draft could not be used: the embedded engine drafted the rubric."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRubric:
    """What a model is asked about a posting, and how many code points of it did not fit."""

    question: Question
    cut_code_points: int


def rubric_question(posting: JobPosting, encoder: PromptEncoder) -> AskedRubric:
    """Puts together what a model is asked about a posting.

    Raises:
        BoleError: PROMPT_TOO_LONG when the posting leaves no room for an answer.
    """
    with stage(Stage.PROMPT):
        prompt = rubric_prompt(posting.text, language_of(posting))
        fitted = fit(prompt, encoder, _RESERVED)
    asked = budgeted_question(fitted.encoded, rubric_guide(), rubric_answer_bound(), fitted.prompt.document, encoder)
    return AskedRubric(question=asked, cut_code_points=fitted.cut_code_points)


def rubric_from(answer: RubricAnswer, posting: JobPosting) -> Rubric:
    """Turns a draft into a rubric.

    The model chooses lines, kinds and tiers; code locates each line in the posting, refuses what no one may be scored
    on, reads years, degrees and languages itself, and names the terms. Where nothing of a draft stands in the posting,
    the embedded engine's own draft takes its place, with the warning RUBRIC_REDRAFTED.

    Raises:
        BoleError: JOB_POSTING_WITHOUT_CRITERIA when neither of the two finds anything to ask for.
    """
    own = _own_draft(posting)
    language = language_of(posting)
    source = fold(posting.text)
    read = [_read(one, source, language) for one in answer.criteria]
    criteria = _numbered([criterion for one in read for criterion in one.criteria])
    if not criteria:
        return _redrafted(own)
    refused = (*own.rubric.refused_criteria, *(one for found in read for one in found.refused)) if own.rubric else ()
    draft = Rubric(
        title=own.rubric.title if own.rubric else "",
        role=own.rubric.role if own.rubric else "",
        language_code=language,
        criteria=criteria,
        refused_criteria=tuple(dict.fromkeys(refused)),
        warnings=own.rubric.warnings if own.rubric else (),
    )
    try:
        return validate_rubric(draft)
    except BoleError:
        return _redrafted(own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What the embedded engine makes of the posting: a rubric, or why there is none."""

    rubric: Rubric | None = None
    error: BoleError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    criteria: tuple[Criterion, ...] = ()
    refused: tuple[RefusedCriterion, ...] = ()


def _own_draft(posting: JobPosting) -> _Own:
    try:
        return _Own(rubric=draft_rubric(posting))
    except BoleError as error:
        return _Own(error=error)


def _redrafted(own: _Own) -> Rubric:
    if own.rubric is None:
        raise own.error or BoleError(ErrorReason.JOB_POSTING_WITHOUT_CRITERIA, _REDRAFTED)
    warning = Warning(code=WarningCode.RUBRIC_REDRAFTED, message=_REDRAFTED)
    return replace(own.rubric, warnings=(*own.rubric.warnings, warning))


def _read(draft: DraftedCriterion, source: Folded, language: str) -> _Read:
    found = align(draft.quote, source)
    if found is None:
        return _Read()
    text = " ".join(found.span.of(source.source).split())
    topic = protected_topic(text, language)
    if topic is not None:
        refusal = RefusedCriterion(text=text, reason=topic.topic, lawful_alternative=topic.lawful_alternative)
        return _Read(refused=(refusal,))
    return _Read(criteria=tuple(_criteria(draft, text, language)))


def _criteria(draft: DraftedCriterion, text: str, language: str) -> Iterator[Criterion]:
    hard = draft.gate and pattern("cues.yaml", "gate").search(fold(text).text) is not None
    if draft.kind.answered_by_fact or not draft.kind.scored:
        # Years, degrees, languages and places are facts of the line: code reads them, whatever the model made of it.
        own = _own_draft(JobPosting(text=text, language_code=language)).rubric
        for criterion in own.criteria if own is not None else ():
            yield replace(
                criterion, requirement=draft.requirement, gate=criterion.gate or (hard and criterion.kind.scored)
            )
        return
    plain = Criterion(criterion_id="", text=text, kind=draft.kind, requirement=draft.requirement, gate=hard)
    known = completed(plain)
    yield known if known.term_groups else completed(replace(plain, term_groups=_named_terms(draft, text)))


def _named_terms(draft: DraftedCriterion, text: str) -> tuple[TermGroup, ...]:
    """Takes the terms that the model names and the line spells, where the lexicon knows none of its words."""
    line = fold(text)
    names = dict.fromkeys(name.strip() for name in draft.terms if name.strip() and align(name, line) is not None)
    if not names:
        return ()
    combination = Combination.ANY_OF if draft.any_of else Combination.ALL_OF
    return (TermGroup(combination=combination, terms=tuple(Term(name=name, spellings=(name,)) for name in names)),)


def _numbered(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Numbers the criteria in order, each line and kind once."""
    unlike = {(fold(one.text).text, one.kind): one for one in reversed(criteria)}
    kept = [one for one in criteria if unlike[(fold(one.text).text, one.kind)] is one]
    return tuple(replace(one, criterion_id=f"c{number}") for number, one in enumerate(kept[:MOST_CRITERIA], start=1))
