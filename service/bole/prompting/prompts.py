"""Writes the prompt of each task: system, role, worked examples, criteria, and the text of people last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from bole.domain.generation import Prompt, Turn
from bole.domain.interview import QuestionPlan
from bole.domain.rubric import Criterion
from bole.prompting.fencing import neutralised
from bole.prompting.layouts import (
    Layout,
    criterion_line,
    interview_layout,
    rubric_layout,
    screening_layout,
)
from bole.prompting.rendering import language_name, rendered
from bole.prompting.role_words import NO_WORDS, RoleWords, opening
from bole.prompting.tasks import Task, prompt_version
from bole.prompting.wishes import NO_WISHES, Wishes
from bole.prompting.worked_examples import interview_examples, rubric_examples, screening_examples


def screening_prompt(
    criteria: Sequence[Criterion],
    role: str,
    document: str,
    language_code: str,
    *,
    words: RoleWords = NO_WORDS,
) -> Prompt:
    """Returns the prompt of a screening; `screening_guide(len(criteria))` is its grammar.

    Args:
        criteria: Those that the model is asked, 0..24; the answer names them by their place from 1.
        role: Name of the opening, empty where it has none.
        document: The masked visible text of the candidate.
        language_code: BCP-47 of the narrative.
        words: What is known of the trade.
    """
    shared = _screening_without_document(tuple(_line(one) for one in criteria), role, language_code, words)
    return replace(shared, document=neutralised(document))


@lru_cache(maxsize=64)
def _screening_without_document(lines: tuple[str, ...], role: str, language_code: str, words: RoleWords) -> Prompt:
    """Writes what is the same for a whole batch once."""
    return _prompt(Task.SCREENING, role, screening_examples(), screening_layout(lines, "", language_code), words)


def reminded(prompt: Prompt, what: str, language_code: str) -> Prompt:
    """Returns a prompt that ends by naming the language once more, for a model that mixed languages.

    Args:
        prompt: What it was asked.
        what: Which of its texts, such as "`experience`".
        language_code: BCP-47 of them.
    """
    words = rendered("language_reminder", what=what, language=language_name(language_code)).rstrip("\n")
    return replace(prompt, closing=f"{prompt.closing}{words}")


def rubric_prompt(posting_text: str, language_code: str) -> Prompt:
    """Returns the prompt that asks for the criteria of a posting; `rubric_guide()` is its grammar.

    Args:
        posting_text: The posting as HR wrote it.
        language_code: BCP-47 of the language it is written in.
    """
    return _prompt(Task.RUBRIC, "", rubric_examples(), rubric_layout(posting_text, language_code))


def interview_prompt(
    criteria: Sequence[Criterion],
    document: str,
    plan: QuestionPlan,
    language_code: str,
    *,
    role: str = "",
    gaps: Collection[str] = (),
    words: RoleWords = NO_WORDS,
    wishes: Wishes = NO_WISHES,
) -> Prompt:
    """Returns the prompt that asks for interview questions; `interview_guide(len(criteria), plan)` is its grammar.

    Args:
        criteria: What the opening asks for, 0..24; questions name them by their place from 1.
        document: The masked visible text of the candidate, or a summary.
        plan: How many questions of each type.
        language_code: BCP-47 of the questions.
        role: Name of the opening, empty where it has none.
        gaps: Ids of the criteria that the resume does not show.
        words: What is known of the trade.
        wishes: What is asked beyond the plan.
    """
    lines = [_line(one, gap=one.criterion_id in gaps) for one in criteria]
    layout = interview_layout(lines, document, plan, language_code, gaps=bool(gaps), wishes=wishes)
    return _prompt(Task.INTERVIEW, role, interview_examples(), layout, words)


def _line(criterion: Criterion, *, gap: bool = False) -> str:
    return criterion_line(criterion.text, [term.name for term in criterion.terms], gap=gap)


def _prompt(task: Task, role: str, examples: tuple[Turn, ...], layout: Layout, words: RoleWords = NO_WORDS) -> Prompt:
    return Prompt(
        system=f"{rendered('system')}{opening(role, words)}{rendered(task.value)}".rstrip("\n"),
        examples=examples,
        task=layout.task,
        document=layout.document,
        closing=layout.closing,
        version=prompt_version(task, words.digest),
    )
