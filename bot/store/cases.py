"""Cases: messages in watched chats that were warned about, and what people and the bot did with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.decisions import DecisionRow

DECISIONS = ("right", "false", "delete", "restore")
OUTCOMES = (*DECISIONS, "fixed", "edited", "moved")


class Case(Base):
    """A warning in a watched chat.

    Attributes:
        standing: a `bot.watch.modes.Who`: what the author is in the chat.
        author_name: as Telegram shows it, for the report.
        message_ids: the message, or all parts of an album.
        thread_id: the topic.
        evidence_chat_id, evidence_ids: the copy of the messages at the reviewers.
        copied_at: when that copy was complete; nothing is deleted before.
        deleting_at: when the bot began to delete the messages; noted before it does, so that after a kill
            it knows whose deletion it was.
        deleted_at: when they were deleted; `deleted_by`: the reviewer who said so, None: "hold".
        gone_at: when the messages were found to be deleted by somebody else.
        warned_at: when the author was told.
        held_back: why "hold" or a reviewer's "delete" did not delete, by code.
        outcome: one of `OUTCOMES`; None: open.
        asked_by_name: the reviewer who asked the channel's author to look at the post.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "chat_id", "author_id", "warned_at"),
        Index(None, "chat_id", "deleting_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    author_id: Mapped[int | None] = mapped_column(BigInteger)
    author_name: Mapped[str] = mapped_column(String(255), default="")
    standing: Mapped[str] = mapped_column(String(32))
    message_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    evidence_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    evidence_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    copied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleting_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_by: Mapped[int | None] = mapped_column(BigInteger)
    gone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    restored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    warned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    held_back: Mapped[str | None] = mapped_column(String(32))
    outcome: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_name: Mapped[str | None] = mapped_column(String(255))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asked_by_name: Mapped[str | None] = mapped_column(String(255))


class ReportMessage(Base):
    """A report as it was sent to one chat; `kind` is "text" or "photo"."""

    __tablename__ = "report_messages"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))


async def get_case(session: AsyncSession, case_id: int) -> Case | None:
    """The case with this number."""
    return await session.get(Case, case_id)


async def case_of_decision(session: AsyncSession, decision_id: int) -> Case | None:
    """The case that a decision led to."""
    return await session.scalar(select(Case).where(Case.decision_id == decision_id))


async def reports_of(session: AsyncSession, case_id: int) -> Sequence[ReportMessage]:
    """Where the case was reported."""
    return (await session.scalars(select(ReportMessage).where(ReportMessage.case_id == case_id))).all()


async def case_of_report(session: AsyncSession, case_id: int, chat_id: int, message_id: int) -> Case | None:
    """The case, if this very message reports it: a number in a button proves nothing."""
    report = await session.get(ReportMessage, (chat_id, message_id))
    return await session.get(Case, case_id) if report is not None and report.case_id == case_id else None


async def last_told(session: AsyncSession, chat_id: int, author_id: int | None) -> datetime | None:
    """When the author was last told of a warning in this chat."""
    query = select(func.max(Case.warned_at)).where(Case.chat_id == chat_id, Case.author_id == author_id)
    return await session.scalar(query)


async def deletions_since(session: AsyncSession, chat_id: int, since: datetime) -> int:
    """How many messages "hold" has deleted in the chat since then."""
    query = select(func.count()).where(
        Case.chat_id == chat_id, Case.deleting_at >= since, Case.deleted_by.is_(None)
    )
    return await session.scalar(query) or 0


async def close(
    session: AsyncSession, case: Case, outcome: str, *, by: int | None = None, name: str | None = None
) -> None:
    """Note the outcome of an open case."""
    case.outcome, case.decided_by, case.decided_name = outcome, by, name and name[:255]
    case.decided_at = utcnow()


async def close_all_of(session: AsyncSession, chat_id: int, outcome: str) -> None:
    """Note the same outcome for every open case of a chat."""
    await session.execute(
        update(Case)
        .where(Case.chat_id == chat_id, Case.outcome.is_(None))
        .values(outcome=outcome, decided_at=utcnow())
    )


async def forget_names(session: AsyncSession, days: int) -> None:
    """Forget whose messages they were, when the texts are forgotten."""
    limit = utcnow() - timedelta(days=days)
    await session.execute(
        update(Case).where(Case.created_at < limit, Case.author_name != "").values(author_name="")
    )


async def false_alarms(
    session: AsyncSession, agency_id: int | None = None
) -> Sequence[tuple[Case, DecisionRow]]:
    """What reviewers called a false alarm, oldest first, where the text is still kept."""
    query = (
        select(Case, DecisionRow)
        .join(DecisionRow, DecisionRow.id == Case.decision_id)
        .where(Case.outcome == "false", DecisionRow.text.is_not(None))
        .order_by(Case.id)
    )
    if agency_id is not None:
        query = query.where(DecisionRow.agency_id == agency_id)
    return [(case, decision) for case, decision in (await session.execute(query)).all()]
