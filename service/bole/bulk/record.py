"""What a folder of results belongs to, so that a restart goes on with the same and nothing else is mixed in."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace

from bole.bulk.folder import Folder
from bole.bulk.parts import unwritable
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Rubric
from bole.rubric.rubric_file import read_rubric, write_rubric

RECORD = "run.json"
RUBRIC = "rubric.yaml"

_WORDS = {
    "target_digest": "another job posting or rubric",
    "rubric_digest": "another rubric",
    "engine": "another engine",
    "model_digest": "another model",
    "as_of": "another --as-of",
    "language_code": "another --language",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What answers of a run depend on beside the resumes.

    Attributes:
        target_digest: Of the posting or rubric as the caller gave it.
        rubric_digest: Of the rubric that came of it.
        engine: Which answers.
        model_digest: Of its model, empty without one.
        as_of: ISO date.
        language_code: As the caller gave it.
    """

    target_digest: str
    rubric_digest: str
    engine: str
    model_digest: str
    as_of: str
    language_code: str

    @property
    def day(self) -> datetime.date:
        """Returns `as_of`."""
        return datetime.date.fromisoformat(self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRun:
    """What a caller asks for.

    Attributes:
        target_digest: Of the posting or rubric.
        draft: Makes the rubric of it; only called where the folder has none yet.
        engine: Which is to answer.
        as_of: None for that of a run that is gone on with, else today in UTC.
        language_code: BCP-47, empty for the language of the rubric.
    """

    target_digest: str
    draft: Callable[[], Rubric]
    engine: str
    as_of: datetime.date | None
    language_code: str


def opened(folder: Folder, asked: AskedRun) -> tuple[RunRecord, Rubric]:
    """Returns what a run in this folder goes by; nothing is written yet, and the model may be another one.

    Raises:
        BoleError: ARGUMENT_INVALID where the folder holds another run, STORAGE_MISMATCH where it cannot be told,
            STORAGE_UNAVAILABLE; or what `draft` raises.
    """
    kept = _kept(folder)
    if kept is None:
        rubric = asked.draft()
        day = asked.as_of or datetime.datetime.now(tz=datetime.UTC).date()
        return _record(asked, rubric, day, ""), rubric
    record, rubric = kept
    _refuse_others(record, _record(asked, rubric, asked.as_of or record.day, record.model_digest))
    return record, rubric


def settle(folder: Folder, record: RunRecord, rubric: Rubric, model_digest: str) -> None:
    """Writes what the folder belongs to, or checks that the model is still the one of its answers.

    Raises:
        BoleError: ARGUMENT_INVALID, STORAGE_MISMATCH or STORAGE_UNAVAILABLE.
    """
    now = replace(record, model_digest=model_digest)
    kept = _kept(folder)
    if kept is not None:
        _refuse_others(kept[0], now)
        return
    try:
        folder.write(RUBRIC, write_rubric(rubric).encode())
        folder.write(RECORD, json.dumps(asdict(now), indent=2).encode())
    except OSError as error:
        raise unwritable(error) from error


def _record(asked: AskedRun, rubric: Rubric, day: datetime.date, model_digest: str) -> RunRecord:
    return RunRecord(
        target_digest=asked.target_digest,
        rubric_digest=rubric.rubric_digest,
        engine=asked.engine,
        model_digest=model_digest,
        as_of=day.isoformat(),
        language_code=asked.language_code,
    )


def _kept(folder: Folder) -> tuple[RunRecord, Rubric] | None:
    try:
        content, rubric = folder.read(RECORD), folder.read(RUBRIC)
    except OSError as error:
        raise unwritable(error) from error
    if content is None:
        return None
    try:
        values = json.loads(content)
        record = RunRecord(**{field.name: str(values[field.name]) for field in fields(RunRecord)})
        asked = read_rubric((rubric or b"").decode())
        datetime.date.fromisoformat(record.as_of)
    except (BoleError, KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error
    if asked.rubric_digest != record.rubric_digest:
        raise _unreadable()
    return record, asked


def _refuse_others(record: RunRecord, asked: RunRecord) -> None:
    ours, theirs = asdict(asked), asdict(record)
    differences = [word for name, word in _WORDS.items() if ours[name] != theirs[name]]
    if differences:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"The folder holds the results of another run: {', '.join(differences)}. Choose another --out.",
        )


def _unreadable() -> BoleError:
    return BoleError(
        ErrorReason.STORAGE_MISMATCH,
        f"The folder holds a {RECORD} or {RUBRIC} that was changed, or of another version. Choose another --out.",
    )
