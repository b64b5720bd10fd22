"""The vault that seals nothing, and sealing of many payloads at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bole.domain.storage_ports import Vault


class IdentityVault:
    """Keeps payloads as they are: who reads the database reads them."""

    def seal(self, content: bytes, *, tenant: str, candidate_id: str) -> bytes:  # noqa: ARG002  # the port
        """Returns the content."""
        return content

    def open(self, sealed: bytes, *, tenant: str, candidate_id: str) -> bytes:  # noqa: ARG002  # the port
        """Returns the content."""
        return sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A payload and the candidate it is sealed for, who stands in its row: only so can it be opened again."""

    payload: bytes
    candidate_id: str


async def seal_all(vault: Vault, tenant: str, contents: Sequence[Content]) -> list[bytes]:
    """Seals off the event loop, in the order given."""
    return await asyncio.to_thread(
        lambda: [vault.seal(each.payload, tenant=tenant, candidate_id=each.candidate_id) for each in contents]
    )


async def open_all(vault: Vault, tenant: str, contents: Sequence[Content]) -> list[bytes]:
    """Opens off the event loop, in the order given."""
    return await asyncio.to_thread(
        lambda: [vault.open(each.payload, tenant=tenant, candidate_id=each.candidate_id) for each in contents]
    )
