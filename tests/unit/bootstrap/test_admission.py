"""What stands behind the door, as the door sees it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import cast

import pytest

from bole.bootstrap.admission import BehindTheDoor
from bole.domain.generation import Priority
from bole.domain.ports import LanguageModel
from bole.domain.service_state import ModelServerState, ModelState, QueueName, QueueState
from bole.pipeline.workers import WorkerProcesses


class Model:
    """A model that tells a state that a test gives it."""

    def __init__(self, *servers: ModelServerState, queues: tuple[QueueState, ...] = ()) -> None:
        self._state = ModelState(queues=queues, servers=servers)

    def state(self) -> ModelState:
        """Returns it."""
        return self._state


def server(limit: int, *, up: bool = True) -> ModelServerState:
    return ModelServerState(server="m", up=up, in_flight=0, limit=limit)


def queue(priority: Priority, length: int, oldest_seconds: float) -> QueueState:
    return QueueState(queue=QueueName.MODEL, priority=priority, length=length, oldest_seconds=oldest_seconds)


@pytest.fixture
def workers() -> Iterator[WorkerProcesses]:
    """Worker processes of which none is started: nothing is asked of them."""
    made = WorkerProcesses(processes=4, limit_seconds=1, limit_cpu_seconds=1, limit_mebibytes=256)
    yield made
    made.close()


def behind(workers: WorkerProcesses, model: Model | None) -> BehindTheDoor:
    return BehindTheDoor(processes=4, workers=workers, model=cast("LanguageModel | None", model))


def test_places_are_those_of_processes_and_of_the_model_servers_that_are_there(workers: WorkerProcesses) -> None:
    """The narrowest part is the one with the fewest; a model that is away is none."""
    alone, two, small = (
        behind(workers, None),
        behind(workers, Model(server(24), server(24, up=False), server(12))),
        behind(workers, Model(server(3))),
    )

    assert (alone.places(), alone.narrowest()) == (4, 4)
    assert (two.places(), two.narrowest()) == (40, 4)
    assert (small.places(), small.narrowest()) == (7, 3)
    assert behind(workers, Model(server(3, up=False))).narrowest() == 4


def test_late_is_who_somebody_waits_for_and_who_has_waited_too_long(workers: WorkerProcesses) -> None:
    """Twenty that came at a steady rate within half a second: sixteen of them more than a tenth of a second ago."""
    model = Model(
        queues=(queue(Priority.INTERACTIVE, 20, 0.5), queue(Priority.BATCH, 900, 60.0)),
    )

    assert behind(workers, model).late(0.1) == pytest.approx(16)
    assert behind(workers, model).late(0.5) == 0
    assert behind(workers, None).late(0.1) == 0


def test_work_that_waits_for_a_process_counts(workers: WorkerProcesses) -> None:
    """Four may wait at each of four processes."""
    for _ in range(3):
        workers.pieces.given(cast("Future[object]", Future()))

    assert behind(workers, None).late(0) > 0
    assert behind(workers, None).room() == 13
