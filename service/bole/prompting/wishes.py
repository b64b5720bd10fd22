"""What a prompt for interview questions asks beyond a plan: a level, one criterion, what was asked, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bole.prompting.fencing import neutralised

_LONGEST_ASKED = 160
"""Code points of a question to avoid: its beginning tells what it is about."""

_MOST_ASKED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Wishes on top of a plan; all of them may be left out.

    Attributes:
        level: For whom the questions are: the name of a `Difficulty`, empty for anybody.
        criterion: The only criterion that they may be about, by its place from 1; 0 for any.
        faults: Names of the checks that refused what was written before.
        asked: Questions that none may resemble.
    """

    level: str = ""
    criterion: int = 0
    faults: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def asked_lines(self) -> tuple[str, ...]:
        """The questions to avoid, one line each and fit to stand in a prompt."""
        lines = (neutralised(" ".join(text.split()))[:_LONGEST_ASKED].rstrip() for text in self.asked[:_MOST_ASKED])
        return tuple(line for line in lines if line)


NO_WISHES = Wishes()
