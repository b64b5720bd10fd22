"""What an operator sets of the work on batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.bootstrap import batches
from bole.settings import Settings


def test_the_rules_get_a_few_items_for_each_process() -> None:
    options = batches._options(Settings(processes=3, lease_seconds=7))

    assert (options.width, options.lease_seconds) == (96, 7)


def test_a_model_gets_as_many_as_it_may_take() -> None:
    options = batches._options(Settings(processes=3, engine="openai_compatible", openai_model="m"))

    assert (options.width, options.lease_seconds) == (192, 15)


def test_a_width_that_is_set_holds() -> None:
    assert batches._options(Settings(processes=3, batch_width=5)).width == 5


@pytest.mark.parametrize(
    ("roots", "folders"),
    [("", []), ("/a", ["/a"]), ("/a:/b c, /d ,", ["/a", "/b c", "/d"])],
)
def test_roots_are_parted_by_colons_or_commas(roots: str, folders: list[str]) -> None:
    assert Settings(batch_roots=roots).batch_folders == tuple(map(Path, folders))
