"""What candidates may ask of those who hold data on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateTerms:
    """What holds for a candidate beyond their answers.

    Attributes:
        legal_hold: Why nothing of them may be deleted; empty where it may.
        opted_out: No machine screens them.
        updated_at: Microseconds since 1970 in UTC; None where nothing was ever set.
    """

    legal_hold: str = ""
    opted_out: bool = False
    updated_at: int | None = None


SETTABLE_TERMS = frozenset({"legal_hold", "opted_out"})
"""Names of the terms that can be set, each without the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecord:
    """One record on a candidate.

    Attributes:
        kind: `document`, `item`, `answer`, `decision` or `terms`.
        origin: The batch, the answer's digest or the decision.
        media_type: `application/json`, or of a document its own.
        content: The record, opened.
        created_at: Microseconds since 1970 in UTC; None where that is not kept.
        file_name: Of a document.
    """

    kind: str
    origin: str
    media_type: str
    content: bytes
    created_at: int | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did.

    Attributes:
        destroyed_keys: Keys that are gone.
        deleted: Deleted records by kind.
        proven: No key is left, and no record that stays opens.
        out_of_reach: Kinds of copies that no service reaches, a sentence each.
        entry_digest: The ledger's entry on it, hexadecimal.
    """

    destroyed_keys: int
    deleted: Mapping[str, int]
    proven: bool
    out_of_reach: tuple[str, ...]
    entry_digest: str


class OptOutCheck(Protocol):
    """Knows whom no machine screens."""

    async def refuse_if_opted_out(self, tenant: str, candidate_id: str) -> None:
        """Does nothing for who may be screened, and for an empty identifier; asked for each screening, so it is quick.

        Raises:
            BoleError: CANDIDATE_OPTED_OUT; STORAGE_UNAVAILABLE where it cannot be known.
        """
        ...


class CandidateRights(Protocol):
    """Answers what candidates ask for. Every method raises `BoleError` with STORAGE_UNAVAILABLE."""

    async def terms(self, tenant: str, candidate_id: str) -> CandidateTerms:
        """Returns a candidate's terms, empty ones where none were set."""
        ...

    async def set_terms(
        self, tenant: str, candidate_id: str, terms: CandidateTerms, fields: frozenset[str] = SETTABLE_TERMS
    ) -> CandidateTerms:
        """Sets them; who opts out gets no answer that was kept before, either."""
        ...

    def held(self, tenant: str, candidate_id: str) -> AsyncIterator[HeldRecord]:
        """Yields all that is held.

        Raises:
            BoleError: CANDIDATE_NOT_FOUND.
        """
        ...

    async def erase(self, tenant: str, candidate_id: str, *, reference: str, reviewer: str) -> Erasure:
        """Destroys keys, deletes records, and proves it.

        Raises:
            BoleError: CANDIDATE_HELD.
        """
        ...
