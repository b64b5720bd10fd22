"""The hand-labelled resumes of tests/data/acceptance, and the placebo edits that must not change an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from bole.domain.rubric import Criterion, Rubric
from bole.domain.screening import Level
from bole.rubric.rubric_file import read_rubric

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "acceptance"

_BULLET = "\n- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a resume shows of one criterion, read by hand: the level, and a passage for it, "" with ABSENT."""

    level: Level
    passage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledResume:
    """A resume with a label for every criterion of its rubric, by identifier.

    `name` is its file name, `language_code` the language that its answer is asked in.
    """

    name: str
    text: str
    rubric: Rubric
    language_code: str
    labels: Mapping[str, Label]

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """The criteria that an engine answers by level; the others are computed by code."""
        return tuple(one for one in self.rubric.criteria if one.kind.answered_by_level)


def labelled_resumes(folder: Path = FOLDER) -> tuple[LabelledResume, ...]:
    """Reads the set in the order of labels.yaml.

    Raises:
        BoleError: A rubric is not valid.
        ValidationError: labels.yaml does not have the form that its head describes.
    """
    loaded: object = yaml.safe_load((folder / "labels.yaml").read_text(encoding="utf-8"))
    return tuple(_labelled(entry, folder) for entry in TypeAdapter(list[_Entry]).validate_python(loaded))


def placebo(text: str, number: int) -> str:
    """Edits white space so that no reader sees a difference, and the text that a model is given has one.

    Args:
        text: A resume.
        number: Its number in the set: even ones get a tab behind the dash of every bullet; odd ones, and those without
            bullets, a blank line below the first line.
    """
    if number % 2 == 0 and _BULLET in text:
        return text.replace(_BULLET, "\n-\t")
    return text.replace("\n", "\n\n", 1)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    resume: str
    rubric: str
    language: str
    labels: dict[str, tuple[Level] | tuple[Level, str]]


def _labelled(entry: _Entry, folder: Path) -> LabelledResume:
    return LabelledResume(
        name=entry.resume,
        text=(folder / "resumes" / entry.resume).read_text(encoding="utf-8"),
        rubric=read_rubric((folder / "rubrics" / f"{entry.rubric}.yaml").read_text(encoding="utf-8")),
        language_code=entry.language,
        labels={criterion: _label(*label) for criterion, label in entry.labels.items()},
    )


def _label(level: Level, passage: str = "") -> Label:
    return Label(level=level, passage=passage)
