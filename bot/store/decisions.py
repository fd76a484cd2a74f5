"""The log of decisions: one row for every draft that was judged."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store import audit
from bot.store.base import Base, UTCDateTime, utcnow
from bot.store.rollup import count_decision
from bot.store.seals import sealed_decision
from classifiers.verdict import Verdict


class DecisionRow(Base):
    """One decision.

    Attributes:
        source: where the draft came from: "private", "group", "channel" or "cli".
        kind: what the draft was: "text", "photo", "album", "poll", …
        text: as judged; None once it has been redacted.
        reasons: as in the JSON contract of `adep check`; redaction removes the quotes, not the offsets.
        not_evaluated: parts that were not judged, with those that never reached the judge ("video").
        language: the reader's language.
        message_id: the draft's first message; all of them stand in `draft_messages`.
        answer_kind: "text" or "photo": what the message `answer_message_id` is.
        answer_extra_ids: messages with marked pictures that belong to the answer.
        received_at: when the draft arrived; None for the command line.
        agency_id: the agency of which the author was a member; None for a stranger and the command line.
        file_ids: Telegram's ids of the pictures, for the commissioner; removed with the text.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        Index(None, "agency_id", "created_at"),
        Index(None, "chat_id", "created_at"),
        Index(None, "user_id", "created_at"),
        Index(None, "text_redacted_at", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    source: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8), default="")
    text: Mapped[str | None] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    text_redacted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    picture_hashes: Mapped[list[str]] = mapped_column(JSON, default=list)
    verdict: Mapped[str] = mapped_column(String(16))
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    encouraged: Mapped[bool] = mapped_column(default=False)
    not_evaluated: Mapped[list[str]] = mapped_column(JSON, default=list)
    scores: Mapped[dict[str, dict[str, float]]] = mapped_column(JSON, default=dict)
    models: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    rulebook_version: Mapped[str] = mapped_column(String(64))
    elapsed_ms: Mapped[float]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    answer_message_id: Mapped[int | None] = mapped_column(BigInteger)
    answer_kind: Mapped[str | None] = mapped_column(String(16))
    answer_extra_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agency_id: Mapped[int | None]
    file_ids: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class DraftMessage(Base):
    """A Telegram message that a decision is about: an album has several, an edited one several decisions."""

    __tablename__ = "draft_messages"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True, index=True
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose draft it is and where it came from; all empty for the command line."""

    source: str
    kind: str
    chat_id: int | None = None
    user_id: int | None = None
    language: str = ""
    message_ids: tuple[int, ...] = ()
    agency_id: int | None = None


async def add_decision(
    session: AsyncSession,
    verdict: Verdict,
    origin: Origin,
    *,
    text: str,
    picture_hashes: Sequence[str] = (),
    not_evaluated: Sequence[str] = (),
    file_ids: Sequence[str] = (),
    received_at: datetime | None = None,
) -> DecisionRow:
    """Log a verdict with its event and its sums; `not_evaluated` names parts that the judge never saw."""
    row = DecisionRow(
        source=origin.source,
        chat_id=origin.chat_id,
        user_id=origin.user_id,
        kind=origin.kind,
        language=origin.language,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        picture_hashes=list(picture_hashes),
        verdict=verdict.decision.value,
        reasons=[reason.to_dict() for reason in verdict.reasons],
        encouraged=verdict.encouraged,
        not_evaluated=list(dict.fromkeys((*not_evaluated, *verdict.not_evaluated))),
        scores={where: dict(scores) for where, scores in verdict.scores.items()},
        models=dict(verdict.models),
        rulebook_version=verdict.models.get("rulebook", ""),
        elapsed_ms=verdict.elapsed_ms,
        message_id=origin.message_ids[0] if origin.message_ids else None,
        agency_id=origin.agency_id,
        file_ids=list(file_ids) or None,
        received_at=received_at,
    )
    session.add(row)
    await session.flush()
    await count_decision(session, row)
    await audit.record(
        session,
        "decision",
        actor_id=row.user_id,
        agency_id=row.agency_id,
        subject_id=row.id,
        **sealed_decision(row),
    )
    for message_id in origin.message_ids:
        session.add(DraftMessage(chat_id=origin.chat_id, message_id=message_id, decision_id=row.id))
    return row


async def get_decision(session: AsyncSession, decision_id: int) -> DecisionRow | None:
    """The decision with this number."""
    return await session.get(DecisionRow, decision_id)


async def latest_of_message(session: AsyncSession, chat_id: int, message_id: int) -> DecisionRow | None:
    """The newest decision about a message."""
    query = (
        select(DecisionRow)
        .join(DraftMessage, DraftMessage.decision_id == DecisionRow.id)
        .where(DraftMessage.chat_id == chat_id, DraftMessage.message_id == message_id)
        .order_by(DecisionRow.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def history(session: AsyncSession, user_id: int, limit: int) -> Sequence[DecisionRow]:
    """The user's own last decisions in private chats, newest first."""
    query = (
        select(DecisionRow)
        .where(DecisionRow.user_id == user_id, DecisionRow.source == "private")
        .order_by(DecisionRow.created_at.desc(), DecisionRow.id.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()
