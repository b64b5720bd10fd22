"""The four ways to screen, and the assumptions that estimates of their cost rest on."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bole.domain.errors import BoleError, ErrorReason


def _rising(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise ValueError("the lower end of a range comes first")
    return value


_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Range = Annotated[tuple[_Amount, _Amount], AfterValidator(_rising)]
"""Lower and upper end of an assumption."""

_Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonHour(_Strict):
    """What an hour of a person costs."""

    price: Range
    source: _Text


class Machine(_Strict):
    """What an hour of a machine costs."""

    price_per_hour: Range
    source: _Text


class Tokens(_Strict):
    """What a model behind an address costs: input and output tokens together."""

    per_resume: Annotated[int, Field(gt=0)]
    price_per_million: Range
    source: _Text


class Approach(_Strict):
    """One way to screen; without a `machine` it is paid by the token."""

    engine: _Text
    title: _Text
    about: _Text
    absent: _Text
    languages: _Text
    languages_source: _Text
    machine: str = ""
    seconds_per_resume: Range = (0, 0)
    setup_hours: Range
    setup_source: _Text


class Approaches(_Strict):
    """The file `approaches.yaml`."""

    currency: _Text
    person_hour: PersonHour
    machines: dict[str, Machine]
    tokens: Tokens
    approaches: Annotated[tuple[Approach, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        unknown = {one.machine for one in self.approaches if one.machine} - set(self.machines)
        if unknown:
            raise ValueError(f"machine {min(unknown)!r} is not described under `machines`")
        engines = [one.engine for one in self.approaches]
        if len(set(engines)) < len(engines):
            raise ValueError("an engine stands twice under `approaches`")
        return self


def read_approaches(path: Path | None = None) -> Approaches:
    """Reads the approaches of a file, those of the product without one.

    Raises:
        BoleError: SOURCE_UNREADABLE, the file cannot be read; ARGUMENT_INVALID, it does not fit.
    """
    try:
        text = (path or files("bole.evaluation").joinpath("approaches.yaml")).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BoleError(
            ErrorReason.SOURCE_UNREADABLE, "The file of approaches cannot be read. Check that it is there, in UTF-8."
        ) from error
    try:
        return Approaches.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID, f"The file of approaches does not fit: {_fault(error)}"
        ) from error


def _fault(error: yaml.YAMLError | ValidationError) -> str:
    if isinstance(error, yaml.YAMLError):
        return "it is no YAML."
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the file"
    return f"{where}: {first['msg']}."
