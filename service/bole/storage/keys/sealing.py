"""The vault: AES-256-GCM, a key of its own for each content, the keys in a store that knows how to forget them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content
from bole.storage.database import Database, engine_for
from bole.storage.keys.key_store import DataKey, KeyStore, has_keys
from bole.storage.keys.master_keys import MasterKeys, keys_in_file, made_in_file, missing

_MAGIC = b"BOL1"
_KEY_AT, _NONCE_AT, _CONTENT_AT = 4, 20, 32
"""A sealed content: the magic, the name of its key, a nonce, and what AES-GCM gives."""
_MOST_KEYS = 4096
_KEY_SECONDS = 60.0
"""How many keys, and how long, are remembered: items are written and read again within seconds."""


class KeyedVault:
    """Seals contents; for use from one event loop."""

    def __init__(self, store: KeyStore, root: bytes) -> None:
        """Takes the store of the keys, and the key that digests are made with."""
        self._store = store
        self._root = root
        self._recent = _RecentKeys()

    def secret(self, purpose: str) -> bytes:
        """Returns 32 bytes that are the same for a purpose as long as the store of keys lives."""
        return hmac.digest(self._root, f"secret/{purpose}".encode(), hashlib.sha256)

    def digest(self, tenant: str, text: str) -> str:
        """Returns what stands in a column in place of a text."""
        if not text:
            return ""
        named = len(tenant).to_bytes(4, "big") + (tenant + text).encode("utf-8", "surrogateescape")
        return hmac.digest(self._root, b"column/" + named, hashlib.sha256).hex()

    async def seal(self, contents: Sequence[Content]) -> list[bytes]:
        """Returns the contents sealed, in their order."""
        if not contents:
            return []
        keys = await self._store.make([self.digest(each.tenant, each.candidate_id) for each in contents])
        self._recent.add(keys)
        return await asyncio.to_thread(lambda: [_sealed(key, each) for key, each in zip(keys, contents, strict=True)])

    async def open(self, contents: Sequence[Content]) -> list[bytes | None]:
        """Returns what was sealed, in order; None where the key was destroyed.

        Raises:
            BoleError: STORAGE_MISMATCH, STORAGE_UNAVAILABLE.
        """
        if not contents:
            return []
        names = [self.key_of(each.payload) for each in contents]
        known = self._recent.find(names)
        unknown = set(names) - known.keys()
        found = await self._store.find(sorted(unknown)) if unknown else {}
        self._recent.add([DataKey(key_id=name, key=key) for name, key in found.items()])
        keys = {**known, **found}
        return await asyncio.to_thread(
            lambda: [_opened(keys.get(name), each) for name, each in zip(names, contents, strict=True)]
        )

    def key_of(self, sealed: bytes) -> str:
        """Returns the name of the key of a sealed content.

        Raises:
            BoleError: STORAGE_MISMATCH where it is none.
        """
        if not sealed.startswith(_MAGIC) or len(sealed) < _NONCE_AT:
            raise _damaged()
        return sealed[_KEY_AT:_NONCE_AT].hex()

    async def destroy(self, keys: Collection[str]) -> int:
        """Destroys keys by name."""
        count = await self._store.destroy(keys) if keys else 0
        self._recent.drop(keys)
        return count

    async def note(self, name: str, place: int, link: str) -> None:
        """Keeps, beside the keys, how far something has come."""
        await self._store.note(name, place, link)

    async def noted(self, name: str) -> tuple[int, str] | None:
        """Returns the farthest place that was noted, with its link; None where there is none."""
        return await self._store.noted(name)

    async def destroy_all_of(self, tenant: str, candidate_id: str) -> int:
        """Destroys all keys that were made for a candidate."""
        owner = self.digest(tenant, candidate_id)
        return await self.destroy(await self._store.owned(owner)) if owner else 0

    async def is_wiped(self) -> bool:
        """Tells whether files hold nothing of keys that were destroyed."""
        return await self._store.is_wiped()

    async def check(self) -> None:
        """Asks the store of keys for one.

        Raises:
            BoleError: STORAGE_UNAVAILABLE.
        """
        await self._store.find([""])


class _RecentKeys:
    """Keys that are in use, for a while."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    def add(self, keys: Sequence[DataKey]) -> None:
        ends = time.monotonic() + _KEY_SECONDS
        self._keys.update((each.key_id, (each.key, ends)) for each in keys)
        while len(self._keys) > _MOST_KEYS:
            self._keys.popitem(last=False)

    def find(self, names: Collection[str]) -> Mapping[str, bytes]:
        now = time.monotonic()
        found = {name: self._keys[name] for name in names if name in self._keys}
        return {name: key for name, (key, ends) in found.items() if ends > now}

    def drop(self, names: Collection[str]) -> None:
        for name in names:
            self._keys.pop(name, None)


def _sealed(key: DataKey, content: Content) -> bytes:
    nonce = secrets.token_bytes(_CONTENT_AT - _NONCE_AT)
    head = _MAGIC + bytes.fromhex(key.key_id) + nonce
    return head + AESGCM(key.key).encrypt(nonce, content.payload, _bound(content))


def _opened(key: bytes | None, content: Content) -> bytes | None:
    if key is None:
        return None
    sealed = memoryview(content.payload)
    try:
        return AESGCM(key).decrypt(sealed[_NONCE_AT:_CONTENT_AT], sealed[_CONTENT_AT:], _bound(content))
    except (InvalidTag, ValueError):  # ValueError: it is cut
        raise _damaged() from None


def _bound(content: Content) -> bytes:
    """Returns what a content is bound to: it opens nowhere else."""
    tenant = content.tenant.encode()
    return _MAGIC + len(tenant).to_bytes(4, "big") + tenant + content.label.encode()


def _damaged() -> BoleError:
    return BoleError(
        ErrorReason.STORAGE_MISMATCH,
        "A stored content is not as it was sealed: restore the database and its keys from backups of the same time.",
    )


@asynccontextmanager
async def opened_vault(
    address: str, masters: MasterKeys | Path, *, busy_seconds: float = 15.0
) -> AsyncIterator[KeyedVault]:
    """Gives the vault whose keys lie at `address`, wrapped by the newest master key.

    Args:
        address: As of `opening.opened`; another database than that of the contents.
        masters: The master keys, or the file that they lie in, which is made with the first key.
        busy_seconds: How long a call waits for a lock of another process before it fails.

    Raises:
        BoleError: KEY_MISSING, and what `opening.opened` raises.
    """
    engine = await asyncio.to_thread(engine_for, address, busy_seconds=busy_seconds)
    database = Database(engine)
    try:
        if isinstance(masters, Path):
            masters = await asyncio.to_thread(_masters_of, masters, made=await has_keys(database))
        store = KeyStore(database, masters)
        yield KeyedVault(store, await store.begin())
    finally:
        await database.calls.all_ended()
        await engine.dispose()


def _masters_of(file: Path, *, made: bool) -> MasterKeys:
    """Returns the master keys of a file, which is made unless there are keys already that another one has wrapped."""
    found = keys_in_file(file)
    if found is None and made:
        raise missing(file.name)
    return found or made_in_file(file)
