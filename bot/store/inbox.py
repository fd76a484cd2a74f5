"""The inbox: updates kept from arrival until they are handled, and the keys of those handled before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

REMEMBER_HANDLED_DAYS = 3  # Telegram delivers an update again for one day at most


class InboxRow(Base):
    """An update that is not handled yet.

    Attributes:
        key: names the update and the message in it, so that a server that counts anew is no redelivery.
        lane: the chat (or the user) whose updates keep their order.
        attempts: how often handling began; a draft that kills the process must not do so for ever.
    """

    __tablename__ = "inbox"
    # Numbers are never used again: a lane may still hold the number of a row that went with its album.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    lane: Mapped[int] = mapped_column(BigInteger)
    album: Mapped[str | None] = mapped_column(String(64), index=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    attempts: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class HandledUpdate(Base):
    """The key of an update that was handled, with its decision if it led to one."""

    __tablename__ = "handled_updates"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    update_id: Mapped[int] = mapped_column(BigInteger)
    handled_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), index=True
    )


_MESSAGES = ("message", "edited_message", "channel_post", "edited_channel_post")


def message_in(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message of a raw update; empty if it has none."""
    for kind in _MESSAGES:
        if isinstance(update.get(kind), Mapping):
            return update[kind]  # type: ignore[no-any-return]
    return {}


def key_of(update: Mapping[str, Any]) -> str:
    """The key of a raw update."""
    message = message_in(update)
    chat = _part(message, "chat").get("id", "")
    callback = _part(update, "callback_query").get("id", "")
    date = message.get("edit_date") or message.get("date", "")
    return f"{update['update_id']}:{chat}:{message.get('message_id', '')}:{date}:{callback}"[:200]


def lane_of(update: Mapping[str, Any]) -> int:
    """The chat of a raw update, else its user, else 0; whoever presses a button waits for no group."""
    chat = _part(message_in(update), "chat")
    for name in update:
        part = _part(update, name)
        chat = chat or _part(part, "chat") or _part(part, "from")
    number = chat.get("id")
    return number if isinstance(number, int) else 0


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, Mapping) else {}


async def keep(session: AsyncSession, updates: Iterable[Mapping[str, Any]]) -> list[InboxRow]:
    """Store the updates that are new; returns their rows in the order of arrival."""
    new = {key_of(update): update for update in updates}
    for table in (InboxRow, HandledUpdate):
        known = await session.scalars(select(table.key).where(table.key.in_(new)))
        for key in known:
            del new[key]
    rows = [
        InboxRow(key=key, lane=lane_of(update), album=_album_of(update), body=dict(update))
        for key, update in new.items()
    ]
    session.add_all(rows)
    await session.flush()
    return rows


def _album_of(update: Mapping[str, Any]) -> str | None:
    # An edited part of an album is judged alone: its album was judged before.
    for kind in ("message", "channel_post"):
        album = _part(update, kind).get("media_group_id")
        if album:
            return str(album)[:64]
    return None


async def waiting(session: AsyncSession) -> Sequence[InboxRow]:
    """All rows, oldest first."""
    return (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()


async def album_rows(session: AsyncSession, lane: int, album: str) -> Sequence[InboxRow]:
    """The parts of an album that have arrived, in the author's order."""
    query = select(InboxRow).where(InboxRow.lane == lane, InboxRow.album == album)
    rows = (await session.scalars(query)).all()
    return sorted(rows, key=lambda row: message_in(row.body).get("message_id", 0))


async def take(session: AsyncSession, row_id: int, *, again: bool) -> InboxRow | None:
    """Begin to handle a row; None if it was handled meanwhile (with its album).

    The attempt is counted unless this process only tries again.
    """
    row = await session.get(InboxRow, row_id)
    if row is not None and not again:
        row.attempts += 1
    return row


async def finish(session: AsyncSession, rows: Iterable[InboxRow], decision_id: int | None = None) -> None:
    """Remove handled rows and remember their keys."""
    for row in rows:
        removed = await session.execute(delete(InboxRow).where(InboxRow.id == row.id))
        if removed.rowcount:  # type: ignore[attr-defined]
            update_id = int(row.body["update_id"])
            session.add(HandledUpdate(key=row.key, update_id=update_id, decision_id=decision_id))


async def forget_handled(session: AsyncSession) -> None:
    """Forget keys that Telegram will not send again."""
    limit = utcnow() - timedelta(days=REMEMBER_HANDLED_DAYS)
    await session.execute(
        delete(HandledUpdate).where(HandledUpdate.handled_at < limit, HandledUpdate.decision_id.is_(None))
    )
