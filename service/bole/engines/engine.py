"""What every way to fill in a rubric offers."""

from __future__ import annotations

import datetime
from typing import Protocol

from bole.domain.interview import InterviewKit
from bole.domain.ports import InterviewBrief
from bole.domain.resume import ParsedResume
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Finding
from bole.evidence.reading import Reading


class Engine(Protocol):
    """Drafts rubrics, fills them in, and writes interview kits; pure and picklable when it is embedded."""

    @property
    def name(self) -> str:
        """Identifier, such as `rules`."""
        ...

    def covers(self, resume: ParsedResume) -> bool:
        """Tells whether the engine reads the language of the resume."""
        ...

    def draft_rubric(self, posting: JobPosting) -> Rubric:
        """Turns a posting into criteria."""
        ...

    def find(self, rubric: Rubric, reading: Reading) -> tuple[Finding, ...]:
        """Answers each criterion that is not computed from the profile, in rubric order."""
        ...

    def evaluate_experience(self, reading: Reading, rubric: Rubric, language_code: str, as_of: datetime.date) -> str:
        """Describes the experience in at most 400 code points, in the language asked for."""
        ...

    def write_interview_kit(self, brief: InterviewBrief) -> InterviewKit:
        """Writes the questions."""
        ...
