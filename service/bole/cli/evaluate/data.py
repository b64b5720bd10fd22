"""The sets that an evaluation measures on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bole.cli.connection import UserError
from bole.domain.errors import BoleError
from bole.evaluation.dataset import Dataset
from bole.evaluation.dataset_files import read_dataset
from bole.sources.reading import shown

JUDGES = "judge"
"""The part that judges: what is left may have been tuned with."""
WHOLE = "all"


def read_datasets(folders: Sequence[Path], split: str, document_limit_bytes: int) -> tuple[Dataset, ...]:
    """Reads the sets, and leaves the part of their labels that was asked for.

    Args:
        folders: One for each set.
        split: Name of a part; `all` for every label; empty for the part `judge` where a set has one, else all.
        document_limit_bytes: Longest document.

    Raises:
        UserError: A folder holds no set, two sets have the same name, or a set has no such part.
    """
    found = tuple(_part(folder, _read(folder, document_limit_bytes), split) for folder in folders)
    if len({dataset.name for dataset in found}) < len(found):
        raise UserError("Two of the datasets have the same name. Change `name` in the dataset.yaml of one of them.")
    return found


def _read(folder: Path, document_limit_bytes: int) -> Dataset:
    try:
        return read_dataset(folder, document_limit_bytes)
    except BoleError as error:
        raise UserError(f"The dataset {shown(folder)} cannot be read. {error.message} ({error.reason})") from error


def _part(folder: Path, dataset: Dataset, split: str) -> Dataset:
    part = split or (JUDGES if JUDGES in dataset.splits else WHOLE)
    if part == WHOLE:
        return dataset
    if part not in dataset.splits:
        known = ", ".join((*dataset.splits, WHOLE))
        raise UserError(f"The dataset {shown(folder)} has no such part. It has: {known}.")
    about = f"{dataset.about} Measured on its part `{part}`.".strip()
    return replace(dataset.of_split(part), about=about)
