"""Questions: what the bot has asked a person and waits to be told in the next message."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow


class Question(Base):
    """The one question that is open with a person.

    Attributes:
        kind: what was asked, and what is done with the answer: "disagree", "doubt", "upheld", …
        subject_id: number of the decision or the case.
        message_id: the bot's message with the question.
    """

    __tablename__ = "questions"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
