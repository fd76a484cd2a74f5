"""The outbox: answers owed from the commit of a decision until their message is sent and noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, BigInteger, ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, utcnow
from bot.store.decisions import DecisionRow
from bot.store.rollup import count_answer


class OwedAnswer(Base):
    """An answer that is owed.

    Attributes:
        pictures: Telegram's file ids of the draft's pictures, for the marked copies.
        replaces_id: the earlier decision about the same message, whose answer is edited.
        notes: what the answer must add, by code ("album_part", "thumbnail:video", …).
    """

    __tablename__ = "outbox"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    chat_id: Mapped[int] = mapped_column(BigInteger)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    pictures: Mapped[list[str]] = mapped_column(JSON, default=list)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id", ondelete="SET NULL"))


@dataclass(frozen=True, slots=True)
class Sent:
    """The messages of an answer that was sent; `message_id` None if there is nobody to answer."""

    message_id: int | None = None
    kind: str | None = None
    extra_ids: tuple[int, ...] = ()


async def owed(session: AsyncSession) -> Sequence[OwedAnswer]:
    """All answers that are owed, oldest first."""
    return (await session.scalars(select(OwedAnswer).order_by(OwedAnswer.decision_id))).all()


async def settle(session: AsyncSession, decision_id: int, sent: Sent) -> None:
    """Note the answer's messages with its decision; nothing is owed any more."""
    decision = await session.get_one(DecisionRow, decision_id)
    decision.answer_message_id = sent.message_id
    decision.answer_kind = sent.kind
    decision.answer_extra_ids = list(sent.extra_ids)
    decision.answered_at = utcnow() if sent.message_id is not None else None
    debt = await session.get(OwedAnswer, decision_id)
    if debt is not None:
        await session.delete(debt)
        await count_answer(session, decision)
