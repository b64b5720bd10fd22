"""What an answer depends on, as digests: the same question has the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import PurePath

from bole.domain.documents import Document
from bole.domain.rubric import Rubric
from bole.engines.engine import Origin
from bole.parsing.parts import Part
from bole.pipeline.screening import Reader, ScreeningRequest, output_language


def document_key(documents: Sequence[Document], candidate_id: str) -> str:
    """Returns a digest of a candidate's documents in order, and of what the caller says of them and of the candidate.

    Of a file name only the ending counts: it is a hint for the kind of document. A password counts, so that nobody gets
    without it what a protected file says.
    """
    said = [
        {
            "content": hashlib.sha256(one.content).hexdigest(),
            "media_type": one.media_type,
            "suffix": PurePath(one.file_name).suffix.lower(),
            "role": one.role.value,
            "password": hashlib.sha256(one.password.encode()).hexdigest() if one.password else "",
        }
        for one in documents
    ]
    return _digest({"documents": said, "candidate_id": candidate_id})


def question_digest(request: ScreeningRequest, asked: Origin, surroundings: str) -> str:
    """Returns the digest under which the answer to a request is kept.

    Weights, requirements, gates and thresholds are not part of it: they are arithmetic on the same answer.

    Args:
        request: The question.
        asked: The engine that answers it.
        surroundings: Of `surroundings_digest`.
    """
    rubric = request.rubric
    return _digest(
        {
            "documents": document_key(request.documents, request.candidate_id),
            "criteria": rubric.criteria_digest,
            "around": _around(rubric),
            "as_of": request.as_of.isoformat(),
            "language": [output_language(request), request.language_code],
            "engine": asdict(asked),
            "surroundings": surroundings,
        }
    )


def surroundings_digest(reader: Reader) -> str:
    """Returns a digest of what else decides how documents are read: the version, the limits, the parts installed."""
    return _digest(
        {
            "version": version("bole-screening"),
            "limits": asdict(reader.limits),
            "parts": [part.value for part in Part if part.is_installed()],
            "candidate_key": hashlib.sha256(reader.candidate_key).hexdigest(),
        }
    )


def _around(rubric: Rubric) -> dict[str, object]:
    """Returns what of a rubric stands in answers or prompts beside its criteria."""
    return {
        "title": rubric.title,
        "refused": [asdict(one) for one in rubric.refused_criteria],
        "warnings": [asdict(one) for one in rubric.warnings],
    }


def _digest(value: dict[str, object]) -> str:
    canonical = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
