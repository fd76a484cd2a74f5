"""The daily roll-up of decisions, the moment a draft was received, and the agencies' sensitivities.

Revision ID: 0003_statistics
Created: 2026-11-22
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0003_statistics"
down_revision: str | None = "0002_members"
branch_labels: str | None = None
depends_on: str | None = None

_AT_ONCE = 5_000
_KEY = ("scope", "scope_id", "measure", "name", "day")


def upgrade() -> None:
    """Create the tables and count the decisions that are there."""
    counts = op.create_table(
        "daily_counts",
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("scope_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, name="pk_daily_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sensitivities",
        sa.Column("agency_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_sensitivities_agency_id_agencies"),
        sa.PrimaryKeyConstraint("agency_id", "rule", name="pk_sensitivities"),
    )
    op.add_column("decisions", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    rows = [dict(zip((*_KEY, "count"), (*key, n), strict=True)) for key, n in _counted().items()]
    for start in range(0, len(rows), _AT_ONCE):
        op.bulk_insert(counts, rows[start : start + _AT_ONCE])


def _counted() -> Counter[tuple[Any, ...]]:
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in _decisions():
        scopes: list[tuple[str, int]] = [("all", 0)]
        if row.agency_id is not None:
            scopes.append(("agency", row.agency_id))
        if row.chat_id is not None and row.source in ("group", "channel"):
            scopes.append(("chat", row.chat_id))
        day = (datetime.fromisoformat(str(row.created_at)).replace(tzinfo=None) + timedelta(hours=5)).date()
        measures = list(_measures(row))
        counts.update((*scope, *measure, day) for scope in scopes for measure in measures)
    return counts


def _decisions() -> Iterator[Any]:
    query = sa.text(
        "SELECT id, created_at, source, chat_id, agency_id, kind, language, verdict, reasons, not_evaluated,"
        " scores FROM decisions WHERE id > :last ORDER BY id LIMIT :most"
    )
    last = 0
    while rows := op.get_bind().execute(query, {"last": last, "most": _AT_ONCE}).all():
        yield from rows
        last = rows[-1].id


def _measures(row: Any) -> Iterator[tuple[str, str]]:
    yield "verdict", row.verdict
    yield "kind", row.kind
    yield "language", row.language
    for rule in sorted({reason["rule"] for reason in _parsed(row.reasons)}):
        yield "rule", rule
    if _parsed(row.not_evaluated):
        yield "unevaluated", "part" if any(_parsed(row.scores).values()) else "all"


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def downgrade() -> None:
    """Remove the roll-up and the agencies' sensitivities; the decisions stay."""
    op.drop_column("decisions", "received_at")
    op.drop_table("sensitivities")
    op.drop_table("daily_counts")
