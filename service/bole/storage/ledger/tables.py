"""The tables of the ledger: rows of entries hold nobody's data and never change, what they say of people goes."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from bole.storage.tables import METADATA

LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False, doc="From 1, without a gap."),
    Column("request_key", Text, doc="Keyed digest; NULL where the caller gave no identifier."),
    Column("candidate_id", Text, nullable=False, doc="Digest of the vault; the next two are keyed digests, too."),
    Column("reviewer_key", Text, nullable=False),
    Column("reason_key", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("recommendation", Text, nullable=False, doc="Empty where the machine had said nothing."),
    Column("match_score", Integer),
    Column("rubric_digest", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("batch_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("link", Text, nullable=False, doc="Binds the row to the one before it: see ledger_chain.py."),
    PrimaryKeyConstraint("tenant", "sequence"),
    UniqueConstraint("tenant", "request_key"),
    Index("ix_ledger_entry_candidate", "candidate_id", "sequence"),
    Index("ix_ledger_entry_batch", "batch_id", "sequence"),
)

LEDGER_PERSON = Table(
    "ledger_person",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False, doc="Of the entry."),
    Column("payload", LargeBinary, nullable=False, doc="Candidate, reviewer and reason; goes with an erasure."),
    PrimaryKeyConstraint("tenant", "sequence"),
    ForeignKeyConstraint(["tenant", "sequence"], ["ledger_entry.tenant", "ledger_entry.sequence"]),
)

LEDGER_HEAD = Table(
    "ledger_head",
    METADATA,
    Column("tenant", Text, nullable=False),
    Column("last_sequence", BigInteger, nullable=False),
    Column("last_link", Text, nullable=False),
    Column("kept_after", BigInteger, nullable=False, doc="Older entries are gone because of their age."),
    Column("kept_after_link", Text, nullable=False),
    Column("named_after", BigInteger, nullable=False, doc="Names of older entries are gone because of their age."),
    Column("signature", Text, nullable=False),
    PrimaryKeyConstraint("tenant"),
)
