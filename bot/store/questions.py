"""Questions: what the bot has asked a person and waits to be told in the next message."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

OPEN_FOR = timedelta(hours=1)


class Question(Base):
    """The one question that is open with a person.

    Attributes:
        kind: what was asked, and what is done with the answer: "disagree", "doubt", "upheld", …
        subject_id: number of the decision or the case.
    """

    __tablename__ = "questions"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)


async def ask(session: AsyncSession, user_id: int, kind: str, subject_id: int) -> None:
    """Note what the person is asked; an earlier question is forgotten."""
    await forget(session, user_id)
    session.add(Question(user_id=user_id, kind=kind, subject_id=subject_id))


async def open_question(session: AsyncSession, user_id: int) -> Question | None:
    """What the person was asked, if that is not long ago: later they have forgotten it."""
    question = await session.get(Question, user_id)
    return question if question is not None and question.asked_at > utcnow() - OPEN_FOR else None


async def forget(session: AsyncSession, user_id: int) -> None:
    """Wait for no answer of the person any more."""
    await session.execute(delete(Question).where(Question.user_id == user_id))
