"""What an answer depends on, as digests: the same question has the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from pathlib import PurePath

from bole.domain.documents import Document
from bole.domain.resume import Warning
from bole.domain.rubric import RefusedCriterion
from bole.engines.engine import Origin
from bole.parsing.parts import Part
from bole.pipeline.screening import Reader, ScreeningRequest, output_language

_KEPT = 256


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
    around = (rubric.title, rubric.refused_criteria, rubric.warnings)
    return _digest(
        {
            "documents": document_key(request.documents, request.candidate_id),
            "criteria": rubric.criteria_digest,
            "as_of": request.as_of.isoformat(),
            "language": [output_language(request), request.language_code],
            "batch": _same_for_many(*around, asked, surroundings),
        }
    )


def surroundings_digest(reader: Reader) -> str:
    """Returns a digest of what else decides how documents are read: the version, the limits, the parts, the roles."""
    return _digest(
        {
            "version": version("bole-screening"),
            "limits": asdict(reader.limits),
            "parts": [part.value for part in Part if part.is_installed()],
            "roles": reader.roles.digest,
            "candidate_key": hashlib.sha256(reader.candidate_key).hexdigest(),
        }
    )


@lru_cache(maxsize=_KEPT)
def _same_for_many(
    title: str,
    refused: tuple[RefusedCriterion, ...],
    warnings: tuple[Warning, ...],
    asked: Origin,
    surroundings: str,
) -> str:
    """Returns a digest of what is the same for a whole batch.

    That is what of a rubric is written beside its criteria, and who answers.
    """
    return _digest(
        {
            "title": title,
            "refused": [asdict(one) for one in refused],
            "warnings": [asdict(one) for one in warnings],
            "engine": asdict(asked),
            "surroundings": surroundings,
        }
    )


def _digest(value: dict[str, object]) -> str:
    canonical = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
