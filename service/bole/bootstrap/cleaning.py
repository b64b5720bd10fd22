"""What ends what was kept long enough, as an operator has set it."""

from __future__ import annotations

from bole.privacy.retention import Cleaner, Retention, Times, retention_in_file
from bole.settings import Settings
from bole.storage.opening import Storage


def retention_of(settings: Settings) -> Retention:
    """Returns how long what is kept.

    Raises:
        BoleError: ARGUMENT_INVALID for a file of tenants that cannot be used.
    """
    usual = Times(
        document_days=settings.document_days, result_days=settings.result_days, ledger_days=settings.ledger_days
    )
    return retention_in_file(settings.retention, usual)


def cleaner_of(storage: Storage, retention: Retention, settings: Settings) -> Cleaner:
    """Returns the cleaner of a storage."""
    return Cleaner(
        answers=storage.answers,
        batches=storage.retention,
        ledger=storage.ledger,
        candidates=storage.candidates,
        retention=retention,
        answer_days=settings.answer_days,
    )
