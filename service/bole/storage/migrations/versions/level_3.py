"""The ledger of decisions: entries, what they say of people, and where each tenant's ledger ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bole.storage.migrations.stating import state_level

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _ledger_entry()
    _ledger_person()
    _ledger_head()
    state_level(3, oldest_able=2)


def _ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.Text()),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("reviewer_key", sa.Text(), nullable=False),
        sa.Column("reason_key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("match_score", sa.Integer()),
        sa.Column("rubric_digest", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "sequence", name="pk_ledger_entry"),
        sa.UniqueConstraint("tenant", "request_key", name="uq_ledger_entry_tenant_request_key"),
    )
    op.create_index("ix_ledger_entry_batch", "ledger_entry", ["batch_id", "sequence"])
    op.create_index("ix_ledger_entry_candidate", "ledger_entry", ["candidate_id", "sequence"])


def _ledger_person() -> None:
    op.create_table(
        "ledger_person",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "sequence"],
            ["ledger_entry.tenant", "ledger_entry.sequence"],
            name="fk_ledger_person_ledger_entry",
        ),
        sa.PrimaryKeyConstraint("tenant", "sequence", name="pk_ledger_person"),
    )


def _ledger_head() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("last_link", sa.Text(), nullable=False),
        sa.Column("kept_after", sa.BigInteger(), nullable=False),
        sa.Column("kept_after_link", sa.Text(), nullable=False),
        sa.Column("named_after", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_ledger_head"),
    )
