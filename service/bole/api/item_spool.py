"""The results of a batch in a file without a name, so that files of any size are written in any order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bole.v1 import batch_service_pb2 as pb


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Where an item lies, and what orders it."""

    item_id: str
    duplicate: bool
    answered: bool
    offset: int
    length: int


class Spool:
    """Items in the order in which they came, which is that of the ranking; one at a time is in memory."""

    def __init__(self) -> None:
        """Begins empty; the file vanishes with the process, however that ends."""
        self._file = tempfile.TemporaryFile(prefix="bole-")  # noqa: SIM115  # closed by the context
        self._kept: list[_Kept] = []

    def __enter__(self) -> Self:
        """Does nothing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives the file up."""
        self._file.close()

    def __len__(self) -> int:
        """Returns how many items are kept."""
        return len(self._kept)

    @property
    def people(self) -> int:
        """How many of them have an answer of their own."""
        return sum(one.answered and not one.duplicate for one in self._kept)

    def keep(self, items: Iterable[pb.BatchItem]) -> None:
        """Adds items."""
        for item in items:
            content = item.SerializeToString()
            self._kept.append(
                _Kept(
                    item_id=item.item_id,
                    duplicate=bool(item.duplicate_of_item_id),
                    answered=item.HasField("screening"),
                    offset=self._file.seek(0, 2),
                    length=len(content),
                )
            )
            self._file.write(content)

    def by_item_id(self) -> Iterator[pb.BatchItem]:
        """Yields all items in the order of `results.jsonl`."""
        return self._read(sorted(self._kept, key=lambda one: one.item_id))

    def by_rank(self) -> Iterator[pb.BatchItem]:
        """Yields all items in the order of `reports.ranking`: ranked ones, then duplicates, failed ones last."""
        ranked = [one for one in self._kept if one.answered and not one.duplicate]
        others = [one for one in self._kept if not one.answered or one.duplicate]
        return self._read([*ranked, *sorted(others, key=lambda one: (not one.answered, one.item_id))])

    def _read(self, order: list[_Kept]) -> Iterator[pb.BatchItem]:
        for one in order:
            self._file.seek(one.offset)
            yield pb.BatchItem.FromString(self._file.read(one.length))
