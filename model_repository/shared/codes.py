"""The errors of Triton that models answer with; nothing of Triton is imported."""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """How an error reaches the client as a gRPC status; the values are Triton's names."""

    INVALID_ARGUMENT = "INVALID_ARG"
    UNAVAILABLE = "UNAVAILABLE"
    CANCELLED = "CANCELLED"
    INTERNAL = "INTERNAL"
