"""What is kept of people is sealed; keys that are to be destroyed, and what holds for candidates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bole.storage.migrations.stating import state_level

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and drops columns that name candidates: code of level 1 cannot read what is sealed anyway."""
    op.create_table(
        "candidate",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.BigInteger()),
        sa.Column("erased_at", sa.BigInteger()),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", "tenant", name="pk_candidate"),
    )
    op.create_table(
        "doomed_key",
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("head", name="pk_doomed_key"),
    )
    op.drop_index("ix_batch_document_candidate", "batch_document")
    op.drop_column("batch_document", "candidate_id")
    op.drop_column("batch_item", "sealed_for")
    op.create_index("ix_batch_finished_at", "batch", ["finished_at"])
    state_level(2, oldest_able=2)
