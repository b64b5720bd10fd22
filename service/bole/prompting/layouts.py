"""What a user's turn of each task looks like: marked texts, and the words that end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.interview import QuestionPlan
from bole.prompting.fencing import neutralised
from bole.prompting.rendering import language_name, rendered
from bole.prompting.wishes import NO_WISHES, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One turn of a user: `task` is the same for a whole batch, `document` the text of people, `closing` ends it."""

    task: str
    document: str
    closing: str

    @property
    def whole(self) -> str:
        """The turn as one text."""
        return f"{self.task}{self.document}{self.closing}"


def screening_layout(criteria: Sequence[str], document: str, language_code: str) -> Layout:
    """Returns the turn that asks for a screening.

    Args:
        criteria: One line for each, as `criterion_line` writes them.
        document: The masked resume.
        language_code: BCP-47 of the narrative.
    """
    return Layout(
        task=rendered("screening_task", criteria=criteria),
        document=neutralised(document),
        closing=_ended("screening_closing", count=len(criteria), language=language_name(language_code)),
    )


def rubric_layout(posting_text: str, language_code: str) -> Layout:
    """Returns the turn that asks for the criteria of a posting written in a language (BCP-47)."""
    return Layout(
        task=rendered("rubric_task"),
        document=neutralised(posting_text),
        closing=_ended("rubric_closing", language=language_name(language_code)),
    )


def interview_layout(
    criteria: Sequence[str],
    document: str,
    plan: QuestionPlan,
    language_code: str,
    *,
    gaps: bool,
    wishes: Wishes = NO_WISHES,
) -> Layout:
    """Returns the turn that asks for interview questions.

    Args:
        criteria: One line for each criterion.
        document: The masked resume or summary.
        plan: How many questions of each type.
        language_code: BCP-47 of the questions.
        gaps: Some of the lines are marked as not shown in the resume.
        wishes: What is asked beyond the plan.
    """
    language = language_name(language_code)
    closing = _ended("interview_closing", plan=plan, language=language, gaps=gaps, wishes=wishes)
    return Layout(task=rendered("interview_task", criteria=criteria), document=neutralised(document), closing=closing)


def criterion_line(text: str, terms: Sequence[str], *, gap: bool = False) -> str:
    """Returns a criterion on one line: its text, then its terms in square brackets where it has any.

    Args:
        text: The words of the posting.
        terms: Names of what is asked for.
        gap: The resume does not show it, which the line says.
    """
    named = f" [{' | '.join(_one_line(term, _LONGEST_TERM) for term in terms)}]" if terms else ""
    return f"{_one_line(text, _LONGEST_CRITERION)}{named}{' (not shown in the resume)' if gap else ''}"


def role_line(role: str) -> str:
    """Returns the name of an opening on one line, fit to stand in a prompt."""
    return _one_line(role, _LONGEST_ROLE)


def role_text(text: str, longest: int) -> str:
    """Returns a text of a role on one line of at most `longest` code points, fit to stand in a prompt."""
    return _one_line(text, longest)


def _ended(name: str, **values: object) -> str:
    return rendered(name, **values).rstrip("\n")


def _one_line(text: str, longest: int) -> str:
    return neutralised(" ".join(text.split()))[:longest].rstrip()


_LONGEST_CRITERION = 400
_LONGEST_TERM = 80
_LONGEST_ROLE = 120
"""Code points; longer texts of a rubric are cut in the prompt."""
