"""Tables of the store of keys, which is a database of its own: what is copied of one is not copied of the other."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text, text

KEY_METADATA = MetaData()

DATA_KEY = Table(
    "data_key",
    KEY_METADATA,
    Column("key_id", Text, nullable=False, doc="Stands at the head of the content that it seals, and in no other."),
    Column("owner", Text, nullable=False, doc="Keyed digest of the candidate; empty where that was not known."),
    Column("master", Text, nullable=False, doc="Name of the master key that it is wrapped by."),
    Column("wrapped", LargeBinary, nullable=False),
    PrimaryKeyConstraint("key_id", name="pk_data_key"),
    Index("ix_data_key_owner", "owner", sqlite_where=text("owner <> ''"), postgresql_where=text("owner <> ''")),
    Index("ix_data_key_master", "master"),
    sqlite_with_rowid=False,
)

LEDGER_MARK = Table(
    "ledger_mark",
    KEY_METADATA,
    Column("name", Text, nullable=False, doc="Digest of the tenant."),
    Column("place", BigInteger, nullable=False, doc="Of the last entry that the ledger had; never goes back."),
    Column("link", Text, nullable=False, doc="Of that entry: an older copy of the ledger does not have it."),
    PrimaryKeyConstraint("name", name="pk_ledger_mark"),
)
