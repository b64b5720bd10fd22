"""What errors of a model server mean, row by row."""

import grpc
import pytest

from bole.domain.errors import ErrorReason
from bole.inference.errors import BY_STATUS, BY_WORDS, ModelCallError, Remedy, meaning_of

ROWS = [
    ("UNAVAILABLE", "Socket closed", ErrorReason.MODEL_UNAVAILABLE, Remedy.RETURN),
    ("UNAVAILABLE", "failed to connect to all addresses; last error", ErrorReason.MODEL_UNAVAILABLE, Remedy.ELSEWHERE),
    ("UNAVAILABLE", "[request id: 1] Exceeds maximum queue size", ErrorReason.MODEL_OVERLOADED, Remedy.LATER),
    ("UNAVAILABLE", "The maximum queue size has been reached", ErrorReason.MODEL_OVERLOADED, Remedy.LATER),
    ("UNAVAILABLE", "This protocol is restricted, expecting", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("RESOURCE_EXHAUSTED", "", ErrorReason.MODEL_OVERLOADED, Remedy.LATER),
    ("DEADLINE_EXCEEDED", "Deadline Exceeded", ErrorReason.DEADLINE_TOO_SHORT, Remedy.NONE),
    ("CANCELLED", "", ErrorReason.MODEL_UNAVAILABLE, Remedy.NONE),
    ("INVALID_ARGUMENT", "end_id: not within range", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.NONE),
    ("INVALID_ARGUMENT", "Request for unknown model", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("OUT_OF_RANGE", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.NONE),
    ("FAILED_PRECONDITION", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.NONE),
    ("ALREADY_EXISTS", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.NONE),
    ("NOT_FOUND", "", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    (
        "NOT_FOUND",
        "Request for unknown model: 'tensorrt_llm' has no available versions",
        ErrorReason.MODEL_UNAVAILABLE,
        Remedy.RETURN,
    ),
    ("NOT_FOUND", "version 1 is not at ready state", ErrorReason.MODEL_UNAVAILABLE, Remedy.RETURN),
    ("NOT_FOUND", "unknown model: 'x' is not found", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("INTERNAL", "Stub process 'x_0' is not healthy.", ErrorReason.MODEL_UNAVAILABLE, Remedy.RETURN),
    ("RESOURCE_EXHAUSTED", "CLIENT: Received message larger", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("UNIMPLEMENTED", "decoupled", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("UNAUTHENTICATED", "", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("PERMISSION_DENIED", "", ErrorReason.MODEL_CONTRACT_MISMATCH, Remedy.NONE),
    ("INTERNAL", "GuidedDecoder is not setup", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.ONCE),
    ("UNKNOWN", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.ONCE),
    ("ABORTED", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.ONCE),
    ("DATA_LOSS", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.ONCE),
    ("", "", ErrorReason.MODEL_REQUEST_REFUSED, Remedy.ONCE),
]


@pytest.mark.parametrize(("status", "words", "reason", "remedy"), ROWS)
def test_each_status_has_one_meaning(status: str, words: str, reason: ErrorReason, remedy: Remedy) -> None:
    meaning = meaning_of(f"StatusCode.{status}", words)
    assert (meaning.reason, meaning.remedy) == (reason, remedy)
    assert meaning == meaning_of(status, words.upper())


def test_every_status_of_grpc_has_a_row() -> None:
    assert set(BY_STATUS) == {code.name for code in grpc.StatusCode} - {"OK"}
    assert {status for status, _, _ in BY_WORDS} <= set(BY_STATUS)


def test_what_the_server_said_never_reaches_callers() -> None:
    error = ModelCallError("StatusCode.INVALID_ARGUMENT", "input_ids: Ada Lovelace")
    told = error.as_bole_error()
    assert "Lovelace" not in f"{error} {told.message} {dict(told.metadata)}"
    assert told.metadata == {"status": "INVALID_ARGUMENT"}
