"""What an operator decides about the work on batches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How a replica works on batches.

    Attributes:
        width: Items in work at the same time, of all batches together, 1 or more.
        lease_seconds: After this long without a sign of life another replica takes the batches of one that died.
        retry_seconds: The first wait before a model or a store that is away is asked again; later ones double.
    """

    width: int
    lease_seconds: float
    retry_seconds: float = 1.0
