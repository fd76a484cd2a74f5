"""Broadcasts: what an administrator tells all members of the agency."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, Text, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow


class Broadcast(Base):
    """A message to all members; nothing is sent before it is confirmed."""

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    author_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


async def forget_unconfirmed(session: AsyncSession) -> None:
    """Remove what nobody has confirmed for a day."""
    limit = utcnow() - timedelta(days=1)
    await session.execute(
        delete(Broadcast).where(Broadcast.confirmed_at.is_(None), Broadcast.created_at < limit)
    )
