"""The tables. A migration of its own brings every change; a test holds both to be the same.

Every row about a candidate has `tenant` and `candidate_id`. What people and their documents say lies in the one column
`payload`, sealed by the `Vault`; what has to be searched by and names somebody is the vault's digest. Indexes begin
with what tells rows apart, never with the tenant: PostgreSQL would read all rows of a tenant where it takes them for
few.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)

SCHEMA_INFO = Table(
    "schema_info",
    METADATA,
    Column("level", Integer, nullable=False),
    Column("oldest_able", Integer, nullable=False, doc="The oldest level whose code works with this schema."),
)

BATCH = Table(
    "batch",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("batch_id", Text, nullable=False, doc="Sorts in the order of creation."),
    Column("request_id", Text, doc="NULL where the caller gave none."),
    Column("request_digest", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("accepts_items", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("succeeded", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("ordered", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("failures", JSON, nullable=False, doc="Failed items by reason."),
    Column("revision", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    Column("waiting_for", Text, nullable=False),
    Column("cut_cost", JSON(none_as_null=True)),
    Column("owner", Text, nullable=False, doc="Empty where no replica has the lease."),
    Column("epoch", Integer, nullable=False, doc="Counts the takings."),
    Column("heartbeat", BigInteger, nullable=False),
    Column("owner_was_busy", Boolean, nullable=False, doc="The owner had work in a batch that it lost."),
    Column("created_at", BigInteger, nullable=False, doc="Microseconds since 1970 in UTC, as are the others."),
    Column("updated_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("payload", LargeBinary, nullable=False, doc="The terms, sealed."),
    PrimaryKeyConstraint("batch_id"),
    UniqueConstraint("tenant", "request_id"),
    Index("ix_batch_tenant", "tenant", "batch_id"),
    Index("ix_batch_state", "state", "batch_id"),
    Index("ix_batch_finished_at", "finished_at"),
)

BATCH_ITEM = Table(
    "batch_item",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("batch_id", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("candidate_id", Text, nullable=False, doc="Digest: the caller's; once screened that of the answer."),
    Column("item_id", Text, nullable=False, doc="Digest; of who was erased `erased_id`."),
    Column("document_key", Text, nullable=False, doc="Empty where it is not known yet."),
    Column("documents_digest", Text, nullable=False, doc="Digest of that of the documents as they were sent."),
    Column("state", Text, nullable=False),
    Column("suspect", Boolean, nullable=False, doc="It was in work when a replica died."),
    Column("attempts", Integer, nullable=False),
    Column("crashes", Integer, nullable=False),
    Column("sequence", Integer, nullable=False, doc="0 before it is final."),
    Column("duplicate_of", Integer, doc="Number of the item whose answer this is."),
    Column("place", Integer, nullable=False, doc="Recommendation and rank score as one number: see places.py."),
    Column("match_score", Integer),
    Column("coverage", Double),
    Column("answer_digest", Text),
    Column("first_place", Integer, doc="What the rules said of an item that the model read."),
    Column("first_match_score", Integer),
    Column("first_coverage", Double),
    Column("first_answer_digest", Text),
    Column("cut_group", Text),
    Column("failure_reason", Text),
    Column("failure_message", Text),
    Column("payload", LargeBinary, nullable=False, doc="An `ItemName`, sealed; empty where the item was erased."),
    PrimaryKeyConstraint("batch_id", "number"),
    ForeignKeyConstraint(["batch_id"], ["batch.batch_id"]),
    UniqueConstraint("batch_id", "item_id"),
    Index("ix_batch_item_queue", "batch_id", "state", "duplicate_of", "number"),
    Index("ix_batch_item_results", "batch_id", "place", "number", "sequence", "duplicate_of"),
    Index("ix_batch_item_sequence", "batch_id", "sequence"),
    Index("ix_batch_item_key", "batch_id", "document_key"),
    Index("ix_batch_item_candidate", "candidate_id", "batch_id"),
    Index("ix_batch_item_answer", "answer_digest"),
    Index("ix_batch_item_first_answer", "first_answer_digest"),
)

BATCH_DOCUMENT = Table(
    "batch_document",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("batch_id", Text, nullable=False),
    Column("number", Integer, nullable=False, doc="Of the item."),
    Column("payload", LargeBinary, nullable=False, doc="The documents, sealed."),
    PrimaryKeyConstraint("batch_id", "number"),
    ForeignKeyConstraint(["batch_id", "number"], ["batch_item.batch_id", "batch_item.number"]),
)

ANSWER = Table(
    "answer",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("digest", Text, nullable=False, doc="Of the question."),
    Column("candidate_id", Text, nullable=False, doc="Digest."),
    Column("place", Integer, nullable=False),
    Column("match_score", Integer),
    Column("coverage", Double, nullable=False),
    Column("rubric_digest", Text, nullable=False),
    Column("degraded", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False, doc="Candidate and answer, sealed."),
    PrimaryKeyConstraint("digest", "tenant"),
    Index("ix_answer_candidate", "candidate_id"),
    Index("ix_answer_created_at", "created_at"),
)

CANDIDATE = Table(
    "candidate",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("candidate_id", Text, nullable=False, doc="Digest."),
    Column("opted_out", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("updated_at", BigInteger, doc="NULL where no terms were ever set."),
    Column("erased_at", BigInteger, doc="What was begun before is not kept."),
    Column("payload", LargeBinary, nullable=False, doc="Why they are held, sealed; empty where they are not."),
    PrimaryKeyConstraint("candidate_id", "tenant"),
)

DOOMED_KEY = Table(
    "doomed_key",
    METADATA,
    Column("head", LargeBinary, nullable=False, doc="Head of a content that is gone: its key has yet to be destroyed."),
    PrimaryKeyConstraint("head"),
)
