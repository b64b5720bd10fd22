"""The master key is changed as docs/operate.md says, while replicas go on working."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content
from bole.storage.keys.master_keys import new_setting, parsed_keys
from bole.storage.keys.sealing import KeyedVault, opened_vault

FIRST, SECOND = new_setting(), new_setting()


class Replicas:
    """Vaults on one store of keys, as replicas that start one after another."""

    def __init__(self, address: str, stack: AsyncExitStack) -> None:
        self._address, self._stack = address, stack

    async def start(self, *masters: str) -> KeyedVault:
        """Returns the vault of a replica that knows these master keys."""
        return await self._stack.enter_async_context(opened_vault(self._address, parsed_keys(",".join(masters))))


def content(payload: bytes) -> Content:
    return Content(payload=payload, tenant="tenant", candidate_id="c-1", label="label")


async def sealed_by(vault: KeyedVault) -> Content:
    (payload,) = await vault.seal([content(b"who it is")])
    return content(payload)


async def test_replicas_that_know_the_new_key_work_on_while_others_start_with_it(address: str) -> None:
    async with AsyncExitStack() as stack:
        replicas = Replicas(address, stack)
        before = await sealed_by(await replicas.start(FIRST))
        knows = await replicas.start(FIRST, SECOND)
        after = await sealed_by(await replicas.start(SECOND, FIRST))

        assert await knows.open([before, after]) == [b"who it is"] * 2
        alone = await replicas.start(SECOND)
        assert await alone.open([before, after]) == [b"who it is"] * 2


async def test_a_replica_that_does_not_know_it_says_so(address: str) -> None:
    """Which is why it is put behind the others first."""
    async with AsyncExitStack() as stack:
        replicas = Replicas(address, stack)
        before = await sealed_by(await replicas.start(FIRST))
        old = await replicas.start(FIRST)
        await replicas.start(SECOND, FIRST)

        with pytest.raises(BoleError) as caught:
            await old.open([before])
        assert caught.value.reason is ErrorReason.KEY_MISSING
