"""What `bole batch create` asks for, and the identifier under which the same command asks for the same batch."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from bole.api import messages
from bole.cli import options
from bole.cli.connection import UserError
from bole.sources.sources import Source
from bole.v1 import batch_service_pb2 as pb
from bole.v1 import rubric_pb2

PRIORITIES = {"low": pb.Batch.LOW, "normal": pb.Batch.NORMAL, "high": pb.Batch.HIGH}
URI_PREFIX = "file:"
DEFAULT_CONTROLS = 30
"""Fewer controls say little of what a cut cost."""

_DIGITS = 32


def paths_and_uris(arguments: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Parts what is read here from what the server reads itself."""
    arguments = list(arguments)
    uris = [one for one in arguments if one.startswith(URI_PREFIX)]
    return [Path(one) for one in arguments if not one.startswith(URI_PREFIX)], uris


def target(posting_path: Path | None, rubric_path: Path | None) -> rubric_pb2.JobPosting | rubric_pb2.Rubric:
    """Reads what is screened against.

    Raises:
        UserError: There is no posting and no rubric, both, or one that cannot be read.
    """
    options.refuse_two_targets(posting_path, rubric_path)
    if rubric_path is not None:
        return messages.rubric(options.rubric_of(rubric_path))
    if posting_path is not None:
        return options.posting_message(posting_path)
    raise UserError("Say what to screen against: --job-posting FILE or --rubric FILE.")


def new_batch(
    *,
    target: rubric_pb2.JobPosting | rubric_pb2.Rubric,
    as_of: datetime.datetime | None,
    language: str,
    priority: str,
    cut: pb.TwoStage | None,
    allow_degraded: bool,
    labels: dict[str, str],
    uris: Sequence[str],
    accepts_items: bool,
) -> pb.CreateBatchRequest:
    """Puts the request together, without items and without its identifier."""
    return pb.CreateBatchRequest(
        job_posting=target if isinstance(target, rubric_pb2.JobPosting) else None,
        rubric=target if isinstance(target, rubric_pb2.Rubric) else None,
        # Left out, the service fixes its own day: the same command of the next morning still asks for the same batch.
        as_of=None if as_of is None else options.date_message(as_of.date()),
        output_language_code=language,
        priority=PRIORITIES[priority],
        two_stage=cut,
        allow_degraded=allow_degraded,
        labels=labels,
        source_uris=uris,
        accepts_items=accepts_items,
    )


def two_stage(best: int | None, controls: int | None) -> pb.TwoStage | None:
    """Returns the cut, None without one.

    Raises:
        UserError: Controls without a cut.
    """
    if best is None:
        if controls is not None:
            raise UserError("--controls is for a batch in two stages: say with --best how many the model reads.")
        return None
    return pb.TwoStage(best_count=best, control_count=DEFAULT_CONTROLS if controls is None else controls)


def labels(pairs: Iterable[str]) -> dict[str, str]:
    """Reads `KEY=VALUE` pairs.

    Raises:
        UserError: A pair is none, or a key comes twice.
    """
    read: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UserError("A label is written KEY=VALUE, such as --label team=backend.")
        if key in read:
            raise UserError(f"The label {key} is given twice.")
        read[key] = value
    return read


def request_id(request: pb.CreateBatchRequest, found: Iterable[Source]) -> str:
    """Returns an identifier of what is asked of which files: it is another one when any of them has changed."""
    digest = hashlib.sha256(request.SerializeToString(deterministic=True))
    for source in found:
        digest.update(f"\0{source.path}\0{source.stamp}".encode())
    return f"cli-{digest.hexdigest()[:_DIGITS]}"
