"""What every way to fill in a rubric offers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Protocol

from bole.domain.interview import InterviewKit
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Finding
from bole.evidence.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where findings come from.

    Digests are SHA-256 in lower-case hex, empty where an engine has none; so is the `sampling` of deterministic ones.
    """

    engine: str
    prompt_digest: str = ""
    model_digest: str = ""
    sampling: str = ""
    left_premises: bool = False


class Finder(Protocol):
    """Fills in rubrics: what one screening needs of an engine."""

    @property
    def origin(self) -> Origin:
        """Where the findings come from."""
        ...

    def covers(self, resume: ParsedResume) -> bool:
        """Tells whether the engine reads the language of the resume."""
        ...

    def find(self, rubric: Rubric, reading: Reading) -> tuple[Finding, ...]:
        """Answers criteria that are not computed from the profile, in rubric order."""
        ...

    def evaluate_experience(self, reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
        """Describes the experience in at most 400 code points, in the language asked for."""
        ...


class Engine(Finder, Protocol):
    """Also drafts rubrics and writes interview kits; pure and picklable: it runs in worker processes."""

    def draft_rubric(self, posting: JobPosting) -> Rubric:
        """Turns a posting into criteria."""
        ...

    def write_interview_kit(self, brief: InterviewBrief) -> InterviewKit:
        """Writes the questions."""
        ...
