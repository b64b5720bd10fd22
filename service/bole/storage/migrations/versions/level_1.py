"""Batches, their items and documents, and answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bole.storage.migrations.stating import state_level

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _schema_info()
    _answer()
    _batch()
    _batch_item()
    _batch_document()
    state_level(1, oldest_able=1)


def _schema_info() -> None:
    op.create_table(
        "schema_info",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("oldest_able", sa.Integer(), nullable=False),
    )


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("match_score", sa.Integer()),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("rubric_digest", sa.Text(), nullable=False),
        sa.Column("degraded", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "tenant", name="pk_answer"),
    )
    op.create_index("ix_answer_candidate", "answer", ["candidate_id"])
    op.create_index("ix_answer_created_at", "answer", ["created_at"])


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text()),
        sa.Column("request_digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("accepts_items", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("failures", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("waiting_for", sa.Text(), nullable=False),
        sa.Column("cut_cost", sa.JSON(none_as_null=True)),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("heartbeat", sa.BigInteger(), nullable=False),
        sa.Column("owner_was_busy", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="pk_batch"),
        sa.UniqueConstraint("tenant", "request_id", name="uq_batch_tenant_request_id"),
    )
    op.create_index("ix_batch_state", "batch", ["state", "batch_id"])
    op.create_index("ix_batch_tenant", "batch", ["tenant", "batch_id"])


def _batch_item() -> None:
    op.create_table(
        "batch_item",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("documents_digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("duplicate_of", sa.Integer()),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("match_score", sa.Integer()),
        sa.Column("coverage", sa.Double()),
        sa.Column("answer_digest", sa.Text()),
        sa.Column("first_place", sa.Integer()),
        sa.Column("first_match_score", sa.Integer()),
        sa.Column("first_coverage", sa.Double()),
        sa.Column("first_answer_digest", sa.Text()),
        sa.Column("cut_group", sa.Text()),
        sa.Column("failure_reason", sa.Text()),
        sa.Column("failure_message", sa.Text()),
        sa.Column("sealed_for", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], name="fk_batch_item_batch"),
        sa.PrimaryKeyConstraint("batch_id", "number", name="pk_batch_item"),
        sa.UniqueConstraint("batch_id", "item_id", name="uq_batch_item_batch_id_item_id"),
    )
    op.create_index("ix_batch_item_answer", "batch_item", ["answer_digest"])
    op.create_index("ix_batch_item_candidate", "batch_item", ["candidate_id", "batch_id"])
    op.create_index("ix_batch_item_first_answer", "batch_item", ["first_answer_digest"])
    op.create_index("ix_batch_item_key", "batch_item", ["batch_id", "document_key"])
    op.create_index("ix_batch_item_queue", "batch_item", ["batch_id", "state", "duplicate_of", "number"])
    op.create_index("ix_batch_item_results", "batch_item", ["batch_id", "place", "number", "sequence", "duplicate_of"])
    op.create_index("ix_batch_item_sequence", "batch_item", ["batch_id", "sequence"])


def _batch_document() -> None:
    op.create_table(
        "batch_document",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id", "number"], ["batch_item.batch_id", "batch_item.number"], name="fk_batch_document_batch_item"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name="pk_batch_document"),
    )
    op.create_index("ix_batch_document_candidate", "batch_document", ["candidate_id"])
