"""What answers decisions, rights of candidates and reports to applicants, on an open storage."""

from __future__ import annotations

from bole.api.json_format import as_line
from bole.api.review_servicer import Reviews
from bole.api.stored_forms import StoredForms, answer_message
from bole.batch.applicants import Applicants
from bole.privacy.opt_outs import OptOuts
from bole.privacy.records import Records
from bole.privacy.rights import Rights
from bole.settings import Settings
from bole.storage.opening import Storage


def reviews_on(storage: Storage, opt_outs: OptOuts, settings: Settings) -> Reviews:
    """Returns what `ReviewService` answers with."""
    applicants = Applicants(
        batches=storage.batches,
        answers=storage.candidate_answers,
        ledger=storage.ledger,
        codec=StoredForms(),
        contact=settings.contest_contact,
    )
    records = Records(store=storage.candidates, ledger=storage.ledger, codec=StoredForms(), answer_json=_answer_json)
    rights = Rights(
        store=storage.candidates, vault=storage.vault, ledger=storage.ledger, records=records, opt_outs=opt_outs
    )
    return Reviews(ledger=storage.ledger, rights=rights, applicants=applicants)


def _answer_json(payload: bytes) -> bytes:
    return as_line(answer_message(payload)).encode()
