"""The record of who did what: a file of JSON lines."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
import os
import stat
from pathlib import Path

from bole.domain.access import Access
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import Event, Line

_LOG = logging.getLogger("bole.security")

_OWNER_ONLY = 0o600


class FileAuditLog:
    """Appends a line for each access; for use from one event loop.

    A line is handed to the operating system before the call's answer leaves, so that it survives the end of the
    process; `sync`, called every second, has it on the disk. A file that was moved away, or taken away, is made anew.
    Where nothing can be written no call is answered: a record with gaps proves nothing.
    """

    def __init__(self, path: Path, digest_key: bytes) -> None:
        """Opens the file.

        Args:
            path: The file; its folder is there.
            digest_key: Of the digests that stand for candidates, batches and items.

        Raises:
            BoleError: ARGUMENT_INVALID where it cannot be written.
        """
        self._path, self._digest_key = path, digest_key
        try:
            self._descriptor = _opened(path)
        except OSError as error:
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                f"{path} cannot be written: {error.strerror}. Set BOLE_AUDIT_LOG to a file in a folder of this user.",
            ) from error
        self._is_cut = _ends_within_a_line(self._descriptor)
        self._is_synced = True

    def record(self, access: Access) -> None:
        """Writes one access.

        Raises:
            BoleError: STORAGE_UNAVAILABLE.
        """
        line = json.dumps(self._fields(access), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        try:
            self._write(line)
        except OSError as error:
            _LOG.critical(Line(Event.ACCESS_AUDIT_FAILED, error=error))
            raise BoleError(
                ErrorReason.STORAGE_UNAVAILABLE,
                "The service cannot write down who calls, and answers nobody until it can. Tell its operators.",
            ) from error

    def sync(self) -> None:
        """Has what was written on the disk; slow, for a thread."""
        if not self._is_synced:
            self._is_synced = True
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Ends the record."""
        self.sync()
        os.close(self._descriptor)

    def _write(self, line: bytes) -> None:
        self._reopen_if_moved()
        whole = b"\n" + line if self._is_cut else line
        written = os.write(self._descriptor, whole)
        self._is_synced = False
        self._is_cut = written != len(whole)
        if self._is_cut:
            raise OSError("the line was cut")

    def _reopen_if_moved(self) -> None:
        ours = os.fstat(self._descriptor)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        if there is not None and (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino):
            return
        following = _opened(self._path)
        # In the place of the old one, whose number a thread may be using.
        os.fsync(self._descriptor)
        os.dup2(following, self._descriptor, inheritable=False)
        os.close(following)

    def _fields(self, access: Access) -> dict[str, str]:
        caller = access.caller
        tenant = "" if caller is None else caller.tenant
        fields = {
            "time": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="milliseconds"),
            "tenant": tenant,
            "subject": "" if caller is None else caller.subject,
            "method": access.method,
            "code": access.code,
            "request_id": access.request_id,
            "candidate": self._digest("candidate", tenant, access.candidate_id),
            "batch": self._digest("batch", tenant, access.batch_id),
            "item": self._digest("item", tenant, access.item_id and f"{access.batch_id}/{access.item_id}"),
            "reviewer": access.reviewer,
        }
        return {name: value for name, value in fields.items() if value}

    def _digest(self, kind: str, tenant: str, value: str) -> str:
        """Returns what stands for an identifier, which only who has the key can tell; empty for an empty one."""
        if not value:
            return ""
        whole = f"bole audit\0{kind}\0{tenant}\0{value}".encode()
        return hmac.new(self._digest_key, whole, hashlib.sha256).hexdigest()


def _opened(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _OWNER_ONLY)
    os.fchmod(descriptor, _OWNER_ONLY)
    return descriptor


def _ends_within_a_line(descriptor: int) -> bool:
    """Tells whether the one before was cut off in the middle of a line."""
    found = os.fstat(descriptor)
    return stat.S_ISREG(found.st_mode) and found.st_size > 0 and os.pread(descriptor, 1, found.st_size - 1) != b"\n"
