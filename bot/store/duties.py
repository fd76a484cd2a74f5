"""Duties: what the bot owes to watched chats, from the commit that creates the debt until it is done."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.cases import Case

MOST_AT_ONCE = 500


class Duty(Base):
    """Something to be done in a watched chat or at its reviewers.

    Attributes:
        kind: one of `bot.watch.steward.DUTIES`.
        due_at: not before this time.
        attempts: how often it was tried in vain.
        detail: what the kind needs beside the case.
    """

    __tablename__ = "duties"
    __table_args__ = (Index(None, "due_at"), Index(None, "chat_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    attempts: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def owe(
    session: AsyncSession,
    kind: str,
    chat_id: int,
    *,
    case_id: int | None = None,
    due_at: datetime | None = None,
    **detail: Any,
) -> None:
    """Note a duty in the transaction that causes it."""
    due = due_at or utcnow()
    session.add(Duty(kind=kind, chat_id=chat_id, case_id=case_id, due_at=due, detail=detail))


async def due(session: AsyncSession) -> Sequence[Duty]:
    """The duties whose time has come, oldest first."""
    query = select(Duty).where(Duty.due_at <= utcnow()).order_by(Duty.id).limit(MOST_AT_ONCE)
    return (await session.scalars(query)).all()


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next duty is due."""
    return await session.scalar(select(func.min(Duty.due_at)))


async def done(session: AsyncSession, *duty_ids: int) -> None:
    """Remove duties; one that is gone already is no error."""
    await session.execute(delete(Duty).where(Duty.id.in_(duty_ids)))


async def postpone(session: AsyncSession, duty_id: int, until: datetime) -> None:
    """Try again later."""
    duty = await session.get(Duty, duty_id)
    if duty is not None:
        duty.attempts += 1
        duty.due_at = until


async def cancel(session: AsyncSession, case_id: int, kinds: Collection[str]) -> bool:
    """Drop what was owed for a case; whether there was anything."""
    dropped = await session.execute(delete(Duty).where(Duty.case_id == case_id, Duty.kind.in_(kinds)))
    return bool(dropped.rowcount)  # type: ignore[attr-defined]


async def cancel_all(session: AsyncSession, chat_id: int, kinds: Collection[str]) -> None:
    """Drop what was owed in a chat."""
    await session.execute(delete(Duty).where(Duty.chat_id == chat_id, Duty.kind.in_(kinds)))


async def owed_warnings(
    session: AsyncSession, chat_id: int, author_id: int | None
) -> Sequence[tuple[Duty, Case]]:
    """All that one author of a chat is still to be told, oldest first."""
    query = (
        select(Duty, Case)
        .join(Case, Case.id == Duty.case_id)
        .where(Duty.kind == "warn", Duty.chat_id == chat_id, Case.author_id == author_id)
        .order_by(Duty.id)
    )
    return [(duty, case) for duty, case in (await session.execute(query)).all()]


async def move(session: AsyncSession, old_id: int, new_id: int) -> None:
    """What was owed in a group is owed in the supergroup that it has become."""
    await session.execute(update(Duty).where(Duty.chat_id == old_id).values(chat_id=new_id))
