"""Which role each method asks for. A method that does not stand here is refused to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bole.domain.access import Role

_SCREENING = (
    "ParseResume",
    "DraftRubric",
    "ScreenResume",
    "ScreenResumes",
    "Rescore",
    "GenerateInterviewKit",
    "RegenerateQuestion",
    "ListRoles",
    "RenderPage",
)
_OPERATING = ("PreviewPrompt", "GenerateText")
_BATCHES = (
    "CreateBatch",
    "AddBatchItems",
    "GetBatch",
    "ListBatches",
    "WatchBatch",
    "ListBatchResults",
    "GetBatchItem",
    "RescoreBatch",
    "CancelBatch",
    "DeleteBatch",
)
_REVIEWS = (
    "RecordDecision",
    "ListDecisions",
    "RevealCandidate",
    "GetApplicantReport",
    "GetCandidateTerms",
    "SetCandidateTerms",
    "ExportCandidate",
    "EraseCandidate",
)

METHOD_ROLES: Mapping[str, Role] = MappingProxyType(
    {f"/bole.v1.ScreeningService/{name}": Role.CALLER for name in _SCREENING}
    | {f"/bole.v1.BatchService/{name}": Role.CALLER for name in _BATCHES}
    | {f"/bole.v1.ReviewService/{name}": Role.REVIEWER for name in _REVIEWS}
    | {f"/bole.v1.ScreeningService/{name}": Role.OPERATOR for name in _OPERATING}
    | {"/bole.v1.ReviewService/VerifyLedger": Role.OPERATOR}
    | {
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo": Role.OPERATOR
        for version in ("v1alpha", "v1")
    }
)
"""By the full name of the method."""

_HEALTH = "/grpc.health.v1.Health/"


def is_open(method: str) -> bool:
    """Tells whether a method asks for no credentials: health alone, which says nothing of anybody."""
    return method.startswith(_HEALTH)
