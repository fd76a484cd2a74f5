"""Chats that the bot watches: groups and channels, with the settings that their administrators choose."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, String, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

SENSITIVITIES = ("low", "normal", "high")
LONGEST_TITLE = 255


class ChatRow(Base):
    """A group or channel that the bot is or was in.

    Attributes:
        kind: "group", "supergroup" or "channel".
        mode: a `bot.watch.modes.Mode`.
        active: whether the bot is in the chat now.
        agency_id: whose chat it is; None: the one who added the bot belongs to no agency.
        rules_off: codes of the rules that are not watched here.
        quiet_from, quiet_to: hours of the local day in which nobody is disturbed; both None: no quiet hours.
        reviewers_id: the chat that gets the reports; None: the administrators get them in private.
        delete_posts: whether "hold" also deletes the channel's own posts.
        exempt: users whose messages are not judged.
        greeted_at: when the bot introduced itself; it does so once.
    """

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE), default="")
    username: Mapped[str] = mapped_column(String(64), default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"), index=True)
    added_by: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(default=True)
    mode: Mapped[str] = mapped_column(String(16), default="observe")
    language: Mapped[str] = mapped_column(String(8))
    sensitivity: Mapped[str] = mapped_column(String(8), default="normal")
    rules_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    reviewers_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    delete_posts: Mapped[bool] = mapped_column(default=False)
    exempt: Mapped[list[int]] = mapped_column(JSON, default=list)
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    greeted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


async def get_chat(session: AsyncSession, chat_id: int) -> ChatRow | None:
    """The chat with this id."""
    return await session.get(ChatRow, chat_id)


async def add_chat(
    session: AsyncSession,
    chat_id: int,
    kind: str,
    language: str,
    *,
    added_by: int | None = None,
    agency_id: int | None = None,
) -> ChatRow:
    """A chat that the bot has come to: it is observed."""
    chat = ChatRow(id=chat_id, kind=kind, language=language, added_by=added_by, agency_id=agency_id)
    session.add(chat)
    await session.flush()
    return chat


async def is_reviewers_chat(session: AsyncSession, chat_id: int) -> bool:
    """Whether reports of another chat come to this one: what is said there about them is not judged."""
    query = select(ChatRow.id).where(ChatRow.reviewers_id == chat_id, ChatRow.active).limit(1)
    return await session.scalar(query) is not None


async def active_chats(session: AsyncSession, agency_id: int | None, limit: int) -> Sequence[ChatRow]:
    """The chats that the bot is in: those of an agency, and those of none; the newest first."""
    query = select(ChatRow).where(ChatRow.active).order_by(ChatRow.joined_at.desc()).limit(limit)
    nobodys, mine = ChatRow.agency_id.is_(None), ChatRow.agency_id == agency_id
    return (await session.scalars(query.where(or_(nobodys, mine)))).all()


async def move_chat(session: AsyncSession, old_id: int, new_id: int) -> bool:
    """A group has become a supergroup: its settings go with it; False if they have gone before."""
    old = await session.get(ChatRow, old_id)
    if old is None:
        return False
    new = await session.get(ChatRow, new_id)
    if new is not None:  # a message of the new chat was seen before the news of its birth
        await session.delete(new)
        await session.flush()
    await session.execute(
        update(ChatRow).where(ChatRow.id == old_id).values(id=new_id, kind="supergroup", active=True)
    )
    await session.execute(update(ChatRow).where(ChatRow.reviewers_id == old_id).values(reviewers_id=new_id))
    session.expunge(old)
    return True
