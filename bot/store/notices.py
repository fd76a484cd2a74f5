"""Notices: messages owed to people beside the answers to drafts, until they are sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow


class Notice(Base):
    """A message to one person about one thing.

    Attributes:
        kind: what it says: "case", "closed", "reminder", "broadcast", …
        subject_id: number of the case or the broadcast.
        done_at: when it was sent, or found to have nobody to go to; None: owed.
        message_id: the message, so that it can be edited; None: not sent.
    """

    __tablename__ = "notices"
    __table_args__ = (Index(None, "done_at"), Index(None, "kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    message_id: Mapped[int | None] = mapped_column(BigInteger)


async def owe(session: AsyncSession, kind: str, subject_id: int, people: Iterable[int]) -> list[Notice]:
    """Owe a notice to each of these people."""
    notices = [Notice(user_id=user_id, kind=kind, subject_id=subject_id) for user_id in people]
    session.add_all(notices)
    await session.flush()
    return notices


async def owed_notices(session: AsyncSession) -> Sequence[Notice]:
    """All notices that are owed, oldest first."""
    return (await session.scalars(select(Notice).where(Notice.done_at.is_(None)).order_by(Notice.id))).all()


async def sent_notices(session: AsyncSession, kind: str, subject_id: int) -> Sequence[Notice]:
    """The notices about a thing whose messages can be edited."""
    query = select(Notice).where(
        Notice.kind == kind, Notice.subject_id == subject_id, Notice.message_id.is_not(None)
    )
    return (await session.scalars(query.order_by(Notice.id))).all()


async def settle_notice(session: AsyncSession, notice_id: int, message_id: int | None) -> None:
    """Note that a notice was sent as this message, or that there is nobody to send it to."""
    notice = await session.get_one(Notice, notice_id)
    notice.done_at, notice.message_id = utcnow(), message_id
