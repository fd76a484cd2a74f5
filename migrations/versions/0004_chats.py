"""Watched chats, their cases and reports, and what is owed to them.

Revision ID: 0004_chats
Created: 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0004_chats"
down_revision: str | None = "0003_statistics"
branch_labels: str | None = None
depends_on: str | None = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _chats()
    _cases()
    _duties()


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("sensitivity", sa.String(length=8), nullable=False),
        sa.Column("rules_off", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("reviewers_id", sa.BigInteger(), nullable=True),
        sa.Column("delete_posts", sa.Boolean(), nullable=False),
        sa.Column("exempt", sa.JSON(), nullable=False),
        sa.Column("joined_at", _TIME, nullable=False),
        sa.Column("greeted_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_chats_agency_id_agencies"),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_index("ix_chats_agency_id", "chats", ["agency_id"])
    op.create_index("ix_chats_reviewers_id", "chats", ["reviewers_id"])


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=255), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("message_ids", sa.JSON(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("evidence_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("evidence_ids", sa.JSON(), nullable=False),
        sa.Column("copied_at", _TIME, nullable=True),
        sa.Column("deleting_at", _TIME, nullable=True),
        sa.Column("deleted_at", _TIME, nullable=True),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", _TIME, nullable=True),
        sa.Column("restored_at", _TIME, nullable=True),
        sa.Column("warned_at", _TIME, nullable=True),
        sa.Column("held_back", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_name", sa.String(length=255), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("asked_by_name", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name="fk_cases_decision_id_decisions", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("decision_id", name="uq_cases_decision_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_chat_id_author_id_warned_at", "cases", ["chat_id", "author_id", "warned_at"])
    op.create_index("ix_cases_chat_id_deleting_at", "cases", ["chat_id", "deleting_at"])
    op.create_table(
        "report_messages",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_report_messages_case_id_cases", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_report_messages"),
    )
    op.create_index("ix_report_messages_case_id", "report_messages", ["case_id"])


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_duties_case_id_cases", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_duties"),
    )
    op.create_index("ix_duties_case_id", "duties", ["case_id"])
    op.create_index("ix_duties_chat_id", "duties", ["chat_id"])
    op.create_index("ix_duties_due_at", "duties", ["due_at"])


def downgrade() -> None:
    """Remove the tables: what the bot knew of chats is lost."""
    op.drop_table("duties")
    op.drop_table("report_messages")
    op.drop_table("cases")
    op.drop_table("chats")
