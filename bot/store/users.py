"""People who write to the bot: their language and category."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

CATEGORIES = ("state", "civil", "police", "other")


class User(Base):
    """Somebody who has chosen something; a stranger has no row.

    Attributes:
        language: chosen with /start or /language; None: as Telegram says.
        category: one of `CATEGORIES`; None: not answered.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    language: Mapped[str | None] = mapped_column(String(8))
    category: Mapped[str | None] = mapped_column(String(16))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person has chosen."""

    language: str | None = None
    category: str | None = None


async def choice_of(session: AsyncSession, user_id: int) -> Choice:
    """What the person has chosen so far."""
    user = await session.get(User, user_id)
    return Choice(user.language, user.category) if user else Choice()


async def choose(
    session: AsyncSession, user_id: int, *, language: str | None = None, category: str | None = None
) -> Choice:
    """Note a choice; None leaves the earlier one."""
    user = await session.get(User, user_id)
    if user is None:
        user = User(id=user_id)
        session.add(user)
    user.language = language or user.language
    user.category = category or user.category
    return Choice(user.language, user.category)


async def forget(session: AsyncSession, user_id: int) -> None:
    """Forget what the person has chosen."""
    await session.execute(delete(User).where(User.id == user_id))
