"""Appeals: cases that an author puts before the commissioners of the agency."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.decisions import DecisionRow


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


async def get_appeal(session: AsyncSession, agency_id: int, appeal_id: int) -> Appeal | None:
    """A case of this very agency."""
    appeal = await session.get(Appeal, appeal_id)
    return appeal if appeal is not None and appeal.agency_id == agency_id else None


async def appeal_about(session: AsyncSession, decision_id: int) -> Appeal | None:
    """The newest case about a decision; a withdrawn one is none."""
    query = (
        select(Appeal)
        .where(Appeal.decision_id == decision_id, Appeal.outcome.is_distinct_from("withdrawn"))
        .order_by(Appeal.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def open_appeals(session: AsyncSession, agency_id: int | None = None) -> Sequence[Appeal]:
    """The open cases of an agency, or of all, oldest first."""
    query = select(Appeal).where(Appeal.outcome.is_(None)).order_by(Appeal.created_at, Appeal.id)
    if agency_id is not None:
        query = query.where(Appeal.agency_id == agency_id)
    return (await session.scalars(query)).all()


async def overturned(
    session: AsyncSession, agency_id: int | None = None
) -> Sequence[tuple[Appeal, DecisionRow]]:
    """Overturned cases with their decisions, oldest first; those without a text any more are left out."""
    query = (
        select(Appeal, DecisionRow)
        .join(DecisionRow, DecisionRow.id == Appeal.decision_id)
        .where(Appeal.outcome == "overturned", DecisionRow.text.is_not(None))
        .order_by(Appeal.id)
    )
    if agency_id is not None:
        query = query.where(Appeal.agency_id == agency_id)
    return [(row[0], row[1]) for row in await session.execute(query)]
