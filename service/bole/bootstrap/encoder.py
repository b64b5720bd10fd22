"""The embedding model that the settings name, for the engine `encoder`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bole.domain.errors import BoleError, ErrorReason
from bole.engines.encoder import EncoderEngine
from bole.engines.engine import Finder
from bole.pipeline.workers import WorkerProcesses
from bole.settings import Settings

if TYPE_CHECKING:
    from bole.inference.embedding import LocalMatcher


def passage_matcher(settings: Settings) -> LocalMatcher | None:
    """Returns the embedding model of the settings, not yet loaded; None for other engines.

    Raises:
        BoleError: PART_NOT_INSTALLED without the extra; ARGUMENT_INVALID where the folder or a file of it is missing,
            MODEL_CONTRACT_MISMATCH where a file does not hold what it should.
    """
    if settings.engine != "encoder" or settings.encoder_model is None:
        return None
    try:
        from bole.inference.embedding import LocalMatcher  # noqa: PLC0415  # its packages are an extra
        from bole.inference.embedding_folder import embedding_model  # noqa: PLC0415
    except ImportError as error:
        raise BoleError(
            ErrorReason.PART_NOT_INSTALLED,
            "The engine encoder needs packages that are not installed. "
            "Install them with: pip install 'bole-screening[encoder]'.",
            metadata={"part": "encoder"},
        ) from error
    return LocalMatcher(model=embedding_model(settings.encoder_model.absolute()))


def finder(settings: Settings) -> Finder | None:
    """Returns what fills rubrics in where it is not the reader's engine.

    Raises:
        BoleError: As `passage_matcher`.
    """
    matcher = passage_matcher(settings)
    return None if matcher is None else EncoderEngine(matcher=matcher)


def worker_processes(settings: Settings, processes: int | None = None) -> WorkerProcesses:
    """Returns processes for CPU work, each with the embedding model loaded where the settings name one.

    Raises:
        BoleError: As `passage_matcher`.
    """
    matcher = passage_matcher(settings)
    return WorkerProcesses(
        processes=settings.processes if processes is None else processes,
        limit_seconds=settings.document_limit_seconds,
        limit_cpu_seconds=settings.document_limit_cpu_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
        prepare=None if matcher is None else partial(_prepare, matcher),
    )


async def ready_workers(workers: WorkerProcesses, settings: Settings) -> None:
    """Waits until a worker process answers, with the embedding model where the settings name one.

    Raises:
        BoleError: MODEL_CONTRACT_MISMATCH where its files cannot be used or do not fit together.
    """
    matcher = passage_matcher(settings)
    if matcher is None:
        await workers.ready()
    else:
        await workers.run(matcher.load)


def _prepare(matcher: LocalMatcher) -> None:
    """Loads the model into a process that starts; where that fails, the first piece of work says why."""
    try:
        matcher.load()
    except BoleError:
        return
