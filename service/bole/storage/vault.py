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
    """A payload, and whose it is; both names stand in its row, for only with the same ones can it be opened again."""

    payload: bytes
    tenant: str
    candidate_id: str


async def seal_all(vault: Vault, contents: Sequence[Content]) -> list[bytes]:
    """Seals off the event loop, in the order given."""
    return await asyncio.to_thread(
        lambda: [vault.seal(each.payload, tenant=each.tenant, candidate_id=each.candidate_id) for each in contents]
    )


async def open_all(vault: Vault, contents: Sequence[Content]) -> list[bytes]:
    """Opens off the event loop, in the order given."""
    return await asyncio.to_thread(
        lambda: [vault.open(each.payload, tenant=each.tenant, candidate_id=each.candidate_id) for each in contents]
    )
