"""Sealing of what is kept of people, as a Protocol."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is to be sealed, or opened again.

    Attributes:
        payload: The content, or what it was sealed to.
        tenant: Whose data it is.
        label: What it is, such as `answer` and the digest of its question: it opens under the same label alone.
        candidate_id: Whom it is about, where that is known when it is sealed: all keys made for them can be destroyed
            at once. Not needed for opening.
    """

    payload: bytes
    tenant: str
    label: str
    candidate_id: str = ""


class Vault(Protocol):
    """Seals what is stored of people, each content under a key of its own, and destroys keys.

    Methods raise `BoleError` with STORAGE_UNAVAILABLE; keys are durable, or gone, on return.
    """

    def digest(self, tenant: str, text: str) -> str:
        """Returns what stands in a column in place of a text, to search by; equal texts of a tenant have the same.

        Nobody without the keys can tell, or test a guess of, the text. Empty for an empty text.
        """
        ...

    def secret(self, purpose: str) -> bytes:
        """Returns 32 bytes for a purpose, such as the chain of the ledger: the same as long as the keys are kept."""
        ...

    async def seal(self, contents: Sequence[Content]) -> list[bytes]:
        """Returns the contents as they may lie in a database, in their order; equal contents differ."""
        ...

    async def open(self, contents: Sequence[Content]) -> list[bytes | None]:
        """Returns what was sealed, in order; None where the key was destroyed.

        Raises:
            BoleError: STORAGE_MISMATCH where one is not as it was sealed, or was sealed under another label.
        """
        ...

    def key_of(self, sealed: bytes) -> str:
        """Returns the name of the key of a sealed content; its first 20 bytes are enough."""
        ...

    async def destroy(self, keys: Collection[str]) -> int:
        """Destroys keys by name, and returns how many of them there were."""
        ...

    async def note(self, name: str, place: int, link: str) -> None:
        """Keeps, beside the keys, how far something has come; a place that is not farther changes nothing."""
        ...

    async def noted(self, name: str) -> tuple[int, str] | None:
        """Returns the farthest place that was noted, with its link; None where there is none."""
        ...

    async def destroy_all_of(self, tenant: str, candidate_id: str) -> int:
        """Destroys all keys that were made for a candidate, and returns how many there were."""
        ...

    async def is_wiped(self) -> bool:
        """Tells whether files hold nothing of keys that were destroyed; where something is left it tries anew."""
        ...

    async def check(self) -> None:
        """Asks for a key, and raises where none can be had."""
        ...
