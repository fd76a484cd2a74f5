"""Notices: messages owed to people beside the answers to drafts, until they are sent."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
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
