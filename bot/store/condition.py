"""How the database is: for /health."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import Database
from bot.store.decisions import DecisionRow
from bot.store.inbox import InboxRow
from bot.store.migrate import current
from bot.store.outbox import OwedAnswer


@dataclass(frozen=True, slots=True)
class Condition:
    """What the database says of itself.

    Attributes:
        size: bytes of the SQLite files; None for another database.
        revision: of the tables.
        inbox, outbox: updates not handled yet and answers not sent yet.
        last_decision: the number of the newest decision; 0 if there is none.
    """

    size: int | None
    revision: str
    inbox: int
    outbox: int
    last_decision: int


async def condition_of(database: Database) -> Condition:
    """The database's condition."""
    async with database.reading() as session:
        return Condition(
            size=_size(database),
            revision=await current(database.engine) or "",
            inbox=await _count(session, InboxRow),
            outbox=await _count(session, OwedAnswer),
            last_decision=await session.scalar(select(func.max(DecisionRow.id))) or 0,
        )


async def _count(session: AsyncSession, table: type[InboxRow] | type[OwedAnswer]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


def _size(database: Database) -> int | None:
    if database.file is None:
        return None
    parts = (database.file.with_name(database.file.name + end) for end in ("", "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
