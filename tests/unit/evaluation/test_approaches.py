"""The assumptions that estimates rest on."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from bole.domain.errors import BoleError, ErrorReason
from bole.evaluation.approaches import read_approaches

SHIPPED = files("bole.evaluation").joinpath("approaches.yaml").read_text(encoding="utf-8")


def test_file_of_the_product_names_the_four_engines_and_a_source_of_each_number() -> None:
    """The types ask for a source beside each price; the engines are those of the service."""
    found = read_approaches()

    assert [one.engine for one in found.approaches] == ["rules", "encoder", "openai_compatible", "triton"]
    assert all("assumption" in one.setup_source for one in found.approaches)


def _without(*path: str) -> Callable[[Any], None]:
    def change(loaded: Any) -> None:  # noqa: ANN401  # YAML
        for key in path[:-1]:
            loaded = loaded[key]
        del loaded[path[-1]]

    return change


def _with(key: str, value: object) -> Callable[[Any], None]:
    def change(loaded: Any) -> None:  # noqa: ANN401  # YAML
        loaded["approaches"][0][key] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("tokens", "source"), "tokens.source"),
        (_without("machines", "cpu"), "'cpu' is not described"),
        (_with("setup_hours", [2, 1]), "the lower end of a range comes first"),
        (_with("setup_hours", [float("nan"), 1]), "finite"),
        (_with("setup_hours", [-1, 1]), "greater than or equal to 0"),
        (_with("engine", "triton"), "an engine stands twice"),
        (_with("colour", "red"), "approaches.0.colour"),
        (_with("title", ""), "approaches.0.title"),
    ],
    ids=["source", "machine", "falling", "nan", "negative", "twice", "unknown", "empty"],
)
def test_assumption_that_does_not_fit_is_named(tmp_path: Path, change: Callable[[Any], None], said: str) -> None:
    """A copy of the file with other prices is checked before anything is measured."""
    loaded = yaml.safe_load(SHIPPED)
    change(loaded)
    path = tmp_path / "approaches.yaml"
    path.write_text(yaml.safe_dump(loaded), encoding="utf-8")

    with pytest.raises(BoleError, match="The file of approaches does not fit") as raised:
        read_approaches(path)

    assert said in raised.value.message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[", ErrorReason.ARGUMENT_INVALID),
        (b"", ErrorReason.ARGUMENT_INVALID),
        (b"\xff\xfe", ErrorReason.SOURCE_UNREADABLE),
        (None, ErrorReason.SOURCE_UNREADABLE),
    ],
    ids=["yaml", "empty", "bytes", "absent"],
)
def test_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None, reason: ErrorReason) -> None:
    """Each with its reason."""
    path = tmp_path / "approaches.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BoleError) as raised:
        read_approaches(path)

    assert raised.value.reason is reason
