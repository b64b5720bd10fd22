"""Master keys: they wrap the keys of contents and lie in no database."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bole.domain.errors import BoleError, ErrorReason

KEY_BYTES = 32
"""Of AES-256, for master keys and for those of contents."""
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A key as it may lie in a database: the name of the master key, and what that has made of it."""

    master: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The master keys by name; the first one wraps, all of them unwrap."""

    _keys: dict[str, AESGCM] = field(repr=False)

    @property
    def newest(self) -> str:
        """Name of the one that wraps."""
        return next(iter(self._keys))

    def wrap(self, name: bytes, key: bytes) -> Wrapped:
        """Wraps the key of this name."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return Wrapped(master=self.newest, content=nonce + self._keys[self.newest].encrypt(nonce, key, name))

    def unwrap(self, name: bytes, wrapped: Wrapped) -> bytes:
        """Returns the key of this name.

        Raises:
            BoleError: KEY_MISSING where the master key that wrapped it is not here, or another one has its name.
        """
        master = self._keys.get(wrapped.master)
        if master is None:
            raise missing(wrapped.master)
        try:
            return master.decrypt(wrapped.content[:_NONCE_BYTES], wrapped.content[_NONCE_BYTES:], name)
        except InvalidTag:
            raise missing(wrapped.master) from None


def missing(name: str) -> BoleError:
    """Returns the error for a master key that is not there, or is not the one that it was."""
    return BoleError(
        ErrorReason.KEY_MISSING,
        f'What is stored was sealed under the master key "{name}", which is not there or is another one now: add it '
        "to BOLE_MASTER_KEYS again, or restore its file.",
        metadata={"master_key": name},
    )


def parsed_keys(setting: str) -> MasterKeys:
    """Reads `NAME:BASE64` parted by commas or line ends, the newest first.

    Raises:
        BoleError: ARGUMENT_INVALID; the message repeats no key.
    """
    found: dict[str, AESGCM] = {}
    for part in filter(None, (one.strip() for one in setting.replace("\n", ",").split(","))):
        name, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not name.isascii() or not name.isprintable() or len(key) != KEY_BYTES or name in found:
            raise _unreadable()
        found[name] = AESGCM(key)
    if not found or "" in found:
        raise _unreadable()
    return MasterKeys(found)


def _unreadable() -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID,
        "BOLE_MASTER_KEYS is NAME:KEY, parted by commas, the newest first, each name once; a key is 32 random bytes in "
        "Base64: `openssl rand -base64 32`.",
    )


def new_setting() -> str:
    """Makes a master key of a name of its own, as `parsed_keys` reads it."""
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def keys_in_file(path: Path) -> MasterKeys | None:
    """Reads a file of master keys; None where there is none.

    Raises:
        BoleError: ARGUMENT_INVALID, KEY_MISSING where the file cannot be read.
    """
    try:
        return parsed_keys(path.read_text("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise BoleError(
            ErrorReason.KEY_MISSING,
            "The file of the master key beside the database cannot be read: check its rights, or restore it.",
        ) from None


def made_in_file(path: Path) -> MasterKeys:
    """Makes a file with a new master key, for this user alone; of two that do so at once one wins.

    Raises:
        BoleError: As `keys_in_file`, and STORAGE_UNAVAILABLE where the file cannot be made.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(draft, [new_setting()])
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # all of it or nothing, and never in the place of another one
    except OSError:
        raise BoleError(
            ErrorReason.STORAGE_UNAVAILABLE,
            "The file of the master key cannot be made: check the folder of the database.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    found = keys_in_file(path)
    if found is None:
        raise missing("of the file")
    return found


def _write(path: Path, lines: Iterable[str]) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
