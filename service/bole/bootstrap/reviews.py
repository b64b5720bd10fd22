"""What answers decisions, rights of candidates and reports to applicants, on an open storage."""

from __future__ import annotations

from bole.api.review_servicer import Reviews
from bole.api.stored_forms import StoredForms
from bole.batch.applicants import Applicants
from bole.settings import Settings
from bole.storage.opening import Storage


def reviews_on(storage: Storage, settings: Settings) -> Reviews:
    """Returns what `ReviewService` answers with."""
    applicants = Applicants(
        batches=storage.batches,
        answers=storage.candidate_answers,
        ledger=storage.ledger,
        codec=StoredForms(),
        contact=settings.contest_contact,
    )
    return Reviews(ledger=storage.ledger, rights=None, applicants=applicants)
