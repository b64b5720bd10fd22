"""Fields of forms, and what is wrong with what a person put in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from starlette.datastructures import FormData


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a field: a key of the words, and what its phrase names."""

    key: str
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A text of `least` to `most` code points; blanks alone are none."""

    name: str
    most: int
    least: int = 0
    usual: str = ""

    def fault(self, text: str) -> Fault | None:
        """Returns what is wrong with a text."""
        if self.least and not text.strip():
            return Fault(key="playground_missing")
        return Fault(key="playground_too_long", values={"count": self.most}) if len(text) > self.most else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A number from `low` to `high`; a whole one where `step` is `1`. An empty field is read as `usual`."""

    name: str
    low: str
    high: str
    step: str
    usual: str

    def fault(self, text: str) -> Fault | None:
        """Returns what is wrong with what should be a number."""
        value = _number(text.strip() or self.usual, whole=self.step == "1")
        if value is not None and float(self.low) <= value <= float(self.high):
            return None
        return Fault(key="playground_out_of_range", values={"low": self.low, "high": self.high})

    def value(self, text: str) -> float:
        """Returns the number of a text without fault; whole numbers as `int`."""
        found = _number(text.strip() or self.usual, whole=self.step == "1")
        return 0 if found is None else found


def given(form: FormData, fields: tuple[TextField | NumberField, ...]) -> dict[str, str]:
    """Returns what a person put in, by field, with line ends as models know them; what is not sent is as usual."""
    sent = ((one, form.get(one.name)) for one in fields)
    return {one.name: text.replace("\r\n", "\n") if isinstance(text, str) else one.usual for one, text in sent}


def faults_of(values: Mapping[str, str], fields: tuple[TextField | NumberField, ...]) -> dict[str, Fault]:
    """Returns what is wrong, by field."""
    found = ((one.name, one.fault(values[one.name])) for one in fields)
    return {name: fault for name, fault in found if fault is not None}


def _number(text: str, *, whole: bool) -> float | None:
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
