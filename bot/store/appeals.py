"""Appeals: cases that an author puts before the commissioners of the agency."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow


class Appeal(Base):
    """A case.

    Attributes:
        kind: "disagree" (the author thinks the verdict wrong) or "doubt" (asks before publishing).
        language: the author's language, in which the answer is given.
        sentence: what the author wrote; None once it has been redacted.
        taken_by: the one commissioner who decides.
        outcome: "upheld", "overturned", "advice" or "withdrawn"; None: open.
        reminded_at: when commissioners were last reminded.
    """

    __tablename__ = "appeals"
    __table_args__ = (Index(None, "agency_id", "outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agencies.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[int] = mapped_column(BigInteger, index=True)
    language: Mapped[str] = mapped_column(String(8))
    sentence: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    taken_by: Mapped[int | None] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
