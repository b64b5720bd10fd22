"""Roles of the library: what is usually asked of people of a trade, and asked in an interview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bole.domain.interview import InterviewQuestion
from bole.domain.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleExample:
    """A worked example that a model is shown: an invented line of a resume, and what it shows of a criterion.

    `level` is the name of a `Level` that engines answer with; `quote` is a part of `resume`.
    """

    criterion: str
    resume: str
    quote: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role in one language.

    Attributes:
        role_id: Such as `backend_engineer`.
        families: Role families of the lexicon (`Rubric.role`) that the role stands for.
        title: Title in the language of the texts.
        language_code: `zh` or `en`.
        rubric: Criteria and weights; its `role` is `role_id`.
        guidance: What a model is told of the role, at most 1,000 code points; empty when nothing.
        examples: What a model is shown.
        core_questions: Asked of everybody, in order; without evidence, `criterion_id` of `rubric`.
        custom: True where a folder of the operator's holds it.
    """

    role_id: str
    families: tuple[str, ...]
    title: str
    language_code: str
    rubric: Rubric
    guidance: str = ""
    examples: tuple[RoleExample, ...] = ()
    core_questions: tuple[InterviewQuestion, ...] = ()
    custom: bool = False


class RoleLibrary(Protocol):
    """The roles that are known; picklable, for use in worker processes."""

    @property
    def digest(self) -> str:
        """Names the content of all roles, SHA-256 in lower-case hex: answers depend on it."""
        ...

    def roles(self, language_code: str) -> tuple[Role, ...]:
        """Returns all roles by identifier, each in the language asked for where it has texts in it, else in English."""
        ...

    def get(self, role_id: str, language_code: str) -> Role:
        """Returns a role.

        Raises:
            BoleError: ROLE_UNKNOWN.
        """
        ...

    def of_family(self, family_id: str, language_code: str) -> Role | None:
        """Returns the role for `Rubric.role`: a role identifier or a family of the lexicon; None where none fits."""
        ...
