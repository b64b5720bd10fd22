"""What a run does, as values that travel to its actors."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from bole.bulk.items import BulkItem
from bole.domain.documents import Document
from bole.domain.ports import LanguageModel
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import Codec
from bole.engines.engine import Finder
from bole.pipeline.screening import Reader, ScreeningRequest
from bole.pipeline.workers import WorkerProcesses


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPlan:
    """What all items are screened against, and with what; picklable.

    Attributes:
        rubric: What is asked.
        as_of: The day that "present" means.
        language_code: BCP-47, empty for the language of the rubric.
        engine: Name of the engine that answers.
        model: Makes the model of the engine, not yet connected; None where no server is asked.
        reader: What documents are read with.
        finder: Fills rubrics in where it is neither a model nor the reader's engine.
        workers: Makes a pool of one worker process.
        codec: How answers are written down.
        patience_seconds: How long an actor waits for a model server that is away, since it last answered.
    """

    rubric: Rubric
    as_of: datetime.date
    language_code: str
    engine: str
    model: Callable[[], LanguageModel] | None
    reader: Reader
    finder: Finder | None
    workers: Callable[[], WorkerProcesses]
    codec: Codec
    patience_seconds: float

    def request(self, item: BulkItem, *documents: Document) -> ScreeningRequest:
        """Returns what is asked about an item."""
        return ScreeningRequest(
            documents=documents,
            rubric=self.rubric,
            as_of=self.as_of,
            language_code=self.language_code,
            candidate_id=item.candidate_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """How many actors read and screen; None for one a processor of the cluster, and for one that asks the model."""

    parse: int | None = None
    screen: int = 1
