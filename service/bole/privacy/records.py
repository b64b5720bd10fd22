"""All that is held on a person, record by record."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass

from bole.domain.batches import BatchItem
from bole.domain.candidates import CandidateTerms, HeldRecord
from bole.domain.decisions import Decision, Ledger
from bole.domain.documents import Document
from bole.domain.storage_ports import Codec
from bole.storage.candidates.candidate_store import KeptItem, SqlCandidateStore

_JSON = "application/json"
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Finds records.

    Attributes:
        store: What a database holds.
        ledger: Decisions.
        codec: Reads documents.
        answer_json: Writes the payload of an answer as JSON.
    """

    store: SqlCandidateStore
    ledger: Ledger
    codec: Codec
    answer_json: Callable[[bytes], bytes]

    async def of(self, tenant: str, candidate_id: str) -> AsyncIterator[HeldRecord]:
        """Yields terms, items with their documents, answers and decisions."""
        terms = await self.store.terms(tenant, candidate_id)
        if terms.updated_at is not None:
            yield _terms(terms)
        for batch_id in await self.store.batches_with(tenant, candidate_id):
            number = 0
            while items := await self.store.items(tenant, candidate_id, batch_id, after=number):
                for kept in items:
                    yield _item(kept)
                    for record in self._documents(kept):
                        yield record
                number = items[-1].item.number
        digest = before = ""
        while answers := await self.store.answers(tenant, candidate_id, after=digest):
            for answer in answers:
                content = self.answer_json(answer.answer.payload)
                yield _record("answer", answer.digest, content, created_at=answer.created_at)
            digest = answers[-1].digest
        while page := await self.ledger.decisions(tenant, candidate_id=candidate_id, before=before, limit=_PAGE):
            for decision in page:
                yield _decision(decision)
            before = page[-1].decision_id

    def _documents(self, kept: KeptItem) -> list[HeldRecord]:
        if kept.documents is None:
            return []
        found = []
        for number, one in enumerate(self.codec.decode_documents(kept.documents), start=1):
            origin = f"{kept.batch_id}/{kept.item.number}/{number}"
            if isinstance(one, Document):
                media_type = one.media_type or "application/octet-stream"
                found.append(_record("document", origin, one.content, media_type=media_type, file_name=one.file_name))
            else:
                found.append(_record("document", origin, _written({"uri": one.uri, "member": one.member})))
        return found


def _record(
    kind: str,
    origin: str,
    content: bytes,
    *,
    created_at: int | None = None,
    media_type: str = _JSON,
    file_name: str = "",
) -> HeldRecord:
    return HeldRecord(
        kind=kind, origin=origin, media_type=media_type, content=content, created_at=created_at, file_name=file_name
    )


def _terms(terms: CandidateTerms) -> HeldRecord:
    said = {"legal_hold": terms.legal_hold, "opted_out": terms.opted_out}
    return _record("terms", "", _written(said), created_at=terms.updated_at)


def _item(kept: KeptItem) -> HeldRecord:
    said = _said_of(kept.item) | {"documents_are_kept": kept.documents is not None}
    return _record("item", f"{kept.batch_id}/{kept.item.number}", _written(said))


def _said_of(item: BatchItem) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "candidate_id": item.candidate_id,
        "source": item.source,
        "state": item.state.value,
        "standing": None if item.standing is None else asdict(item.standing),
        "duplicate_of_item_id": item.duplicate_of,
        "failure_reason": None if item.failure is None else item.failure.reason,
    }


def _decision(decision: Decision) -> HeldRecord:
    decided = {name: value for name, value in asdict(decision.decided).items() if name != "request_id"}
    return _record("decision", decision.decision_id, _written(decided), created_at=decision.created_at)


def _written(value: dict[str, object]) -> bytes:
    """Writes JSON; a path that is no Unicode is written with escapes."""
    return json.dumps(value, ensure_ascii=True).encode()
