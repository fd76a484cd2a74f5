"""The event log: append-only, each row sealed with the hash of the row before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, UTCDateTime, utcnow

BEFORE_THE_FIRST = "0" * 64
_POSTGRES_LOCK = 0x41444550  # any number that is ours alone


class Event(Base):
    """Something that must be provable later. Rows are added, never changed.

    Attributes:
        kind: what happened: "decision", "appeal.closed", "member.role", "setting", …
        actor_id: who did it; None: the bot itself or the command line.
        subject_id: number of what it was done to: a decision, a case, a member.
        data: canonical JSON, without words of a draft; digests stand for what may have to be redacted.
        hash: SHA-256 of `previous_hash` and the canonical JSON of all other columns.
    """

    __tablename__ = "events"
    __table_args__ = (Index(None, "kind", "subject_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    kind: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    agency_id: Mapped[int | None]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    data: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


async def record(
    session: AsyncSession,
    kind: str,
    *,
    actor_id: int | None = None,
    agency_id: int | None = None,
    subject_id: int | None = None,
    **data: Any,
) -> Event:
    """Add an event in the transaction of what it records; `session` must be from `Database.writing()`."""
    if session.get_bind().dialect.name == "postgresql":
        # SQLite has one writer at a time; here the next event must wait for the one before it.
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    last_id, last_hash = await head(session)
    event = Event(
        id=last_id + 1,
        created_at=utcnow(),
        kind=kind,
        actor_id=actor_id,
        agency_id=agency_id,
        subject_id=subject_id,
        data=canonical(data),
        previous_hash=last_hash,
    )
    event.hash = seal(event)
    session.add(event)
    await session.flush()
    return event


async def head(session: AsyncSession) -> tuple[int, str]:
    """Number and hash of the last event."""
    query = select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)
    last = (await session.execute(query)).one_or_none()
    return (last.id, last.hash) if last else (0, BEFORE_THE_FIRST)


def seal(event: Event) -> str:
    """The hash that the event must carry."""
    content = {
        "id": event.id,
        "created_at": event.created_at.isoformat(timespec="microseconds"),
        "kind": event.kind,
        "actor_id": event.actor_id,
        "agency_id": event.agency_id,
        "subject_id": event.subject_id,
        "data": event.data,
    }
    return hashlib.sha256((event.previous_hash + canonical(content)).encode()).hexdigest()


def canonical(value: Mapping[str, Any] | list[Any]) -> str:
    """JSON with one spelling only."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Mapping[str, Any] | list[Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
