"""Every place in the code that measures something names its labels as the metric has them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bole
from bole.domain.measuring import Count, Distribution
from bole.telemetry.families import COUNTERS, HISTOGRAMS

SERVICE = Path(bole.__file__).parent
BEFORE_LABELS = {"count": 1, "observe": 2}


def places() -> Iterator[tuple[str, str, str, int]]:
    """Yields where `count` or `observe` is called, what of, and with how many labels."""
    for path in sorted(SERVICE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="count" | "observe" as function),
                    args=[ast.Attribute(value=ast.Name(id="Count" | "Distribution"), attr=what), *_],
                ):
                    labels = len(node.args) - BEFORE_LABELS[function]
                    yield f"{path.relative_to(SERVICE)}:{node.lineno}", function, what, labels


PLACES = list(places())


@pytest.mark.parametrize(("function", "what", "labels"), [place[1:] for place in PLACES], ids=[p[0] for p in PLACES])
def test_a_measurement_has_the_labels_of_its_metric(function: str, what: str, labels: int) -> None:
    """A call with one too few would fail while somebody listens, and pass every test in which nobody does."""
    family = COUNTERS[Count[what]] if function == "count" else HISTOGRAMS[Distribution[what]]
    assert labels == len(family.labels)


def test_everything_that_has_a_metric_is_measured() -> None:
    """Calls are by the interceptor, without these functions, and so are stages."""
    measured = {what for _, _, what, _ in PLACES}
    elsewhere = {Count.CALLS, Count.REFUSED_CALLS, Distribution.CALL_SECONDS, Distribution.STAGE_SECONDS}
    assert measured == {one.name for one in (*Count, *Distribution) if one not in elsewhere}
