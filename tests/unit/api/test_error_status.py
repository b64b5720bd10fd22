"""The error table: every reason has one row, one contract value, and the details that its code calls for."""

from __future__ import annotations

import pickle

import grpc
import pytest

from bole.api.error_status import STATUS_CODES, status_of
from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import error_reason_pb2
from tests.errors import details_of, reason_of

PREFIX = "ERROR_REASON_"


def test_reasons_equal_the_contract() -> None:
    """The enum of the domain and the enum of the contract name the same reasons."""
    contract = {value.name.removeprefix(PREFIX) for value in error_reason_pb2.ErrorReason.DESCRIPTOR.values}

    assert contract == {reason.value for reason in ErrorReason} | {"UNSPECIFIED"}


@pytest.mark.parametrize("reason", list(ErrorReason))
def test_every_reason_has_a_status_with_error_info(reason: ErrorReason) -> None:
    """The reason, the domain and the metadata come back in `ErrorInfo`."""
    status = status_of(BoleError(reason, "Do this.", field="documents[0]", metadata={"limit": "3"}), "r-1")

    details = details_of(status)
    assert status.code == STATUS_CODES[reason].value[0]
    assert reason_of(status) == reason.value
    assert str(details["ErrorInfo"]).count("bole.v1") == 1
    assert "documents[0]" in str(details["BadRequest"])
    assert ("RetryInfo" in details) == (STATUS_CODES[reason] is grpc.StatusCode.UNAVAILABLE)
    assert ("RequestInfo" in details) == (STATUS_CODES[reason] is grpc.StatusCode.INTERNAL)


def test_an_error_keeps_its_parts_when_pickled() -> None:
    """Errors cross process borders whole."""
    error = BoleError(ErrorReason.DOCUMENT_TOO_LONG, "Send less.", field="document", metadata={"pages": "9"})

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes

    assert (copy.reason, copy.message, copy.field, dict(copy.metadata)) == (
        error.reason,
        error.message,
        error.field,
        {"pages": "9"},
    )
