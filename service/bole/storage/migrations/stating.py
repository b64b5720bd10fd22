"""What every migration says of itself in the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_SCHEMA_INFO = sa.table("schema_info", sa.column("level"), sa.column("oldest_able"))


def state_level(level: int, *, oldest_able: int) -> None:
    """Writes the level that the schema has now, and the oldest level whose code works with it."""
    op.execute(sa.delete(_SCHEMA_INFO))
    op.execute(sa.insert(_SCHEMA_INFO).values(level=level, oldest_able=oldest_able))
