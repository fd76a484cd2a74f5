"""Agencies, members, invitations, appeals, and the event log.

Revision ID: 0002_members
Created: 2026-11-22
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0002_members"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables; the default agency and the first event are written."""
    _agencies_and_members()
    _appeals_and_messages()
    _events()
    # No foreign key and no table made anew: the rows of other tables hang on the old one.
    op.add_column("decisions", sa.Column("agency_id", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("file_ids", sa.JSON(), nullable=True))
    op.create_index("ix_decisions_agency_id_created_at", "decisions", ["agency_id", "created_at"])


def _agencies_and_members() -> None:
    agencies = op.create_table(
        "agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agencies"),
        sa.UniqueConstraint("name", name="uq_agencies_name"),
    )
    op.bulk_insert(agencies, [{"name": "Adep", "created_at": datetime.now(UTC)}])
    op.create_table(
        "members",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_members_agency_id_agencies"),
        sa.PrimaryKeyConstraint("user_id", name="pk_members"),
    )
    op.create_index("ix_members_agency_id", "members", ["agency_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_invitations_agency_id_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("token", name="uq_invitations_token"),
    )
    op.create_index("ix_invitations_agency_id", "invitations", ["agency_id"])


def _appeals_and_messages() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_appeals_agency_id_agencies"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_appeals_decision_id_decisions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
    )
    op.create_index("ix_appeals_agency_id_outcome", "appeals", ["agency_id", "outcome"])
    op.create_index("ix_appeals_author_id", "appeals", ["author_id"])
    op.create_index("ix_appeals_decision_id", "appeals", ["decision_id"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_done_at", "notices", ["done_at"])
    op.create_index("ix_notices_kind_subject_id", "notices", ["kind", "subject_id"])
    op.create_table(
        "questions",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_questions"),
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_broadcasts_agency_id_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )


def _events() -> None:
    events = op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_kind_subject_id", "events", ["kind", "subject_id"])
    op.bulk_insert(events, [_first_event()])


def _first_event() -> dict[str, object]:
    """The chain's beginning: decisions up to `last_decision` are older than it and not in it."""
    last = op.get_bind().execute(sa.text("SELECT max(id) FROM decisions")).scalar() or 0
    now = datetime.now(UTC)
    content = {
        "id": 1,
        "created_at": now.isoformat(timespec="microseconds"),
        "kind": "began",
        "actor_id": None,
        "agency_id": None,
        "subject_id": None,
        "data": f'{{"last_decision":{last}}}',
    }
    previous = "0" * 64
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sealed = hashlib.sha256((previous + spelled).encode()).hexdigest()
    return {**content, "created_at": now, "previous_hash": previous, "hash": sealed}


def downgrade() -> None:
    """Remove members, appeals and the event log; the decisions stay."""
    op.drop_index("ix_decisions_agency_id_created_at", "decisions")
    op.drop_column("decisions", "file_ids")
    op.drop_column("decisions", "agency_id")
    for table in (
        "events",
        "broadcasts",
        "questions",
        "notices",
        "appeals",
        "invitations",
        "members",
        "agencies",
    ):
        op.drop_table(table)
