"""What the batches of each tenant may read."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from bole.sources.references import References


class TenantReferences:
    """The files below the roots: one for all, or each tenant those in the folder of its name in each root.

    For use from threads.
    """

    def __init__(self, roots: Iterable[Path], limit_bytes: int, *, apart: bool) -> None:
        """Takes the roots; `apart` gives each tenant a folder of its own, so that none reads what is another's."""
        self._roots, self._limit_bytes, self._apart = tuple(roots), limit_bytes, apart
        self._lock = threading.Lock()
        self._of: dict[str, References] = {}

    def of(self, tenant: str) -> References:
        """Returns what a tenant's batches may read."""
        name = tenant if self._apart else ""
        with self._lock:
            if name not in self._of:
                # Names of tenants have no slashes and no steps up: `security.key_file` checks them.
                self._of[name] = References([root / name for root in self._roots], self._limit_bytes)
            return self._of[name]

    def close(self) -> None:
        """Lets go of archives that are open."""
        with self._lock:
            references = tuple(self._of.values())
        for one in references:
            one.close()
