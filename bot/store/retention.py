"""Redaction: the author's words are removed, the decision stays; open cases keep their texts."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store import audit
from bot.store.appeals import Appeal
from bot.store.base import utcnow
from bot.store.decisions import DecisionRow
from bot.store.seals import without_quotes

_AT_ONCE = 500

_HAS_OPEN_CASE = exists().where(Appeal.decision_id == DecisionRow.id, Appeal.outcome.is_(None))


async def redact_older_than(session: AsyncSession, days: int) -> int:
    """Redact some of the texts older than `days`; call again until it returns 0."""
    query = (
        select(DecisionRow)
        .where(
            DecisionRow.text_redacted_at.is_(None),
            DecisionRow.created_at < utcnow() - timedelta(days=days),
            ~_HAS_OPEN_CASE,
        )
        .limit(_AT_ONCE)
    )
    return await _redact(session, (await session.scalars(query)).all(), "retention")


async def redact_of_user(session: AsyncSession, user_id: int) -> int:
    """Redact all the texts of a person's drafts in private chats whose cases are closed."""
    query = select(DecisionRow).where(
        DecisionRow.user_id == user_id,
        DecisionRow.source == "private",
        DecisionRow.text_redacted_at.is_(None),
        ~_HAS_OPEN_CASE,
    )
    return await _redact(session, (await session.scalars(query)).all(), "forget_me")


async def _redact(session: AsyncSession, rows: Iterable[DecisionRow], why: str) -> int:
    numbers = []
    for row in rows:
        row.text = row.file_ids = None
        row.reasons = without_quotes(row.reasons)
        row.text_redacted_at = utcnow()
        numbers.append(row.id)
    if numbers:
        await session.execute(
            update(Appeal).where(Appeal.decision_id.in_(numbers)).values(sentence=None, comment=None)
        )
        await audit.record(session, "redacted", why=why, decisions=numbers)
    return len(numbers)
