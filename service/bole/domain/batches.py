"""Batches: many candidates screened against one rubric, as work that outlives the process that does it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from bole.domain.answers import Standing, StoredAnswer
from bole.domain.documents import Document, DocumentRole
from bole.domain.rubric import Rubric
from bole.domain.screening import CutGroup, ItemFailure, Recommendation


class BatchState(StrEnum):
    """Where a batch stands; FINISHED and CANCELLED are final."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """True where nothing more happens."""
        return self in {BatchState.FINISHED, BatchState.CANCELLED}


class ItemState(StrEnum):
    """Where an item stands; SUCCEEDED, FAILED and CANCELLED are final, each reached once.

    SUSPECT: it was in work when its replica died, and is taken up alone. ORDERED: the rules have ranked it, and it
    waits for the cut of a two-stage batch.
    """

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUSPECT = "SUSPECT"
    ORDERED = "ORDERED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def final(self) -> bool:
        """True where nothing more happens."""
        return self in {ItemState.SUCCEEDED, ItemState.FAILED, ItemState.CANCELLED}


class BatchPriority(IntEnum):
    """Which batches go first; those of equal priority take turns."""

    LOW = 1
    NORMAL = 2
    HIGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoStage:
    """The rules order all; the model reads the best `best_count` (1 or more) and `control_count` of the others."""

    best_count: int
    control_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CutCost:
    """What the cut cost, seen on the control group; duplicates are counted nowhere.

    Attributes:
        best_count: Of the best, how many the model could answer.
        control_count: Controls that the model could answer.
        rest_count: Items that have the answer of the rules.
        agreement: Kendall's tau-b between the orders of rules and model, -1..1; None with fewer than two controls, or
            where one of the orders is one tie.
        overlooked_count: Controls that the model ranks above the last of the best.
    """

    best_count: int
    control_count: int
    rest_count: int
    agreement: float | None
    overlooked_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CutAnswers:
    """What came of a cut, without duplicates.

    Attributes:
        read: Of each item that the model could answer the rules' standing, the model's, and BEST or CONTROL.
        rest_count: Items that have the answer of the rules.
    """

    read: tuple[tuple[Standing, Standing, CutGroup], ...]
    rest_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReference:
    """A document that lies where the service can read it, below a root that the operator allows.

    `uri` is a `file:` URI; `member` names a file of an archive, empty for a file by itself. Both are personal data.
    """

    uri: str
    member: str = ""
    role: DocumentRole = DocumentRole.RESUME


BatchDocument = Document | DocumentReference


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTerms:
    """What holds for all items of a batch; `language_code` is BCP-47, empty for that of the rubric."""

    rubric: Rubric
    as_of: datetime.date
    language_code: str = ""
    allow_degraded: bool = False
    two_stage: TwoStage | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch to be kept.

    Attributes:
        request_id: The caller's; the same one again is the same batch. Empty: always a new one.
        request_digest: Digest of what was asked under `request_id`.
        title: Of the opening, for lists.
        priority: Which batches go first.
        terms: `BatchTerms` as `Codec.encode_terms` writes them.
    """

    request_id: str
    request_digest: str
    title: str
    priority: BatchPriority
    terms: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item to be kept.

    Attributes:
        item_id: The caller's; unique in its batch.
        candidate_id: The caller's, else empty.
        document_key: Digest of what is to be screened, empty where it has to be read first.
        source: File name or path, personal data.
        documents: Its documents as `Codec.encode_documents` writes them.
    """

    item_id: str
    candidate_id: str
    document_key: str
    source: str
    documents: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Items of a batch by state, duplicates counted like every other item; `failures` by reason."""

    total: int = 0
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    ordered: int = 0
    duplicates: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)

    @property
    def finished(self) -> int:
        """Items in a final state."""
        return self.succeeded + self.failed + self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as it is kept.

    Attributes:
        tenant: Whose it is.
        batch_id: Made by the store.
        title: Of the opening.
        state: Where it stands.
        accepts_items: Items may still be added; it does not finish before that ends.
        priority: Which batches go first.
        counts: Its items by state.
        revision: How often it was rescored.
        last_sequence: Place of the last item that finished, counted from 1; 0 before the first.
        waiting_for: Reason why nothing moves, such as MODEL_UNAVAILABLE; empty where all is well.
        cut_cost: Set once a two-stage batch has finished.
        created_at: In UTC, as are the other two.
        updated_at: Of the last change.
        finished_at: None before the end.
        terms: `BatchTerms` with the rubric of `revision`, as `Codec.encode_terms` writes them.
    """

    tenant: str
    batch_id: str
    title: str
    state: BatchState
    accepts_items: bool
    priority: BatchPriority
    counts: Counts
    revision: int
    last_sequence: int
    waiting_for: str
    cut_cost: CutCost | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    finished_at: datetime.datetime | None
    terms: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """An item as it is kept.

    Attributes:
        number: Its place in the batch, from 1.
        item_id: The caller's.
        source: File name or path, personal data.
        state: Where it stands.
        attempts: How often it was begun.
        sequence: Its place among the finished items, from 1; 0 before it finished.
        candidate_id: The caller's; once screened that of the answer.
        duplicate_of: Item of the same batch with the same documents, whose answer this is; empty for one of its own.
        same_candidate: Items of the same batch by the same candidate with other documents.
        standing: What orders it under the batch's rubric; None unless it succeeded or is ORDERED.
        rank: 1-based, as in `reports.ranking`; None unless asked for and succeeded.
        tied: Another item cannot be told apart.
        cut_group: What the cut did with it; None without one.
        failure: Why it failed.
        answer: None unless it succeeded and was asked for. Its arithmetic may be of an older rubric than the batch's.
    """

    number: int
    item_id: str
    source: str
    state: ItemState
    attempts: int
    sequence: int
    candidate_id: str
    duplicate_of: str = ""
    same_candidate: tuple[str, ...] = ()
    standing: Standing | None = None
    rank: int | None = None
    tied: bool = False
    cut_group: CutGroup | None = None
    failure: ItemFailure | None = None
    answer: StoredAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """Which results are listed, all of these together; empty fields let everything through."""

    recommendations: tuple[Recommendation, ...] = ()
    min_match_score: int | None = None
    candidate_id: str = ""
    states: tuple[ItemState, ...] = ()
    include_duplicates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Where a page of results begins, and what the pages before it saw.

    Attributes:
        revision: Of the batch at the first page; pages of another one do not belong together.
        up_to_sequence: What finished later is on no page.
        after: Numbers of the ordering of the last result of the page before; empty for the first page.
    """

    revision: int
    up_to_sequence: int
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of results, best first, failed and cancelled items last; `next_start` is None on the last page.

    `terms` are those of the batch under which the items stand in this order.
    """

    items: tuple[BatchItem, ...]
    terms: bytes
    total: int
    next_start: PageStart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseView:
    """Who works on a batch. A lease runs out when `heartbeat` stands still on the observer's own clock.

    `epoch` counts the takings; `owner` is empty where nobody has it. `item_count` and `accepts_items` tell whoever has
    it, and found nothing to do, that there may be something by now.
    """

    tenant: str
    batch_id: str
    priority: BatchPriority
    owner: str
    epoch: int
    heartbeat: int
    item_count: int
    accepts_items: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on a batch: every write under it fails once another replica has taken it."""

    tenant: str
    batch_id: str
    owner: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedItem:
    """An item to be worked on.

    `suspect` items were in work when a replica died; `crashes` counts how often one died with this item alone in work.
    `ordered` is True where the rules have ranked it already and the model is to read it.
    """

    number: int
    item_id: str
    candidate_id: str
    document_key: str
    documents: bytes
    attempts: int
    suspect: bool = False
    crashes: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome:
    """How an item ended: exactly one of `answer_digest` and `failure` is set.

    Attributes:
        number: Of the item.
        answer_digest: Under which `AnswerStore` keeps the answer.
        standing: What orders it under the batch's rubric.
        candidate_id: Of the answer.
        failure: Why there is none.
        ordered: The rules have ranked it; it is ORDERED and not finished.
    """

    number: int
    answer_digest: str = ""
    standing: Standing | None = None
    candidate_id: str = ""
    failure: ItemFailure | None = None
    ordered: bool = False
